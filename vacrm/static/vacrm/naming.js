// The workshop's fields that find a record by typing: while nothing is chosen, what they say is also their name.
function name() {
  for (const field of document.querySelectorAll(".select2-selection__rendered:not([title])")) field.title = field.textContent;
}

name();
new MutationObserver(name).observe(document.body, { childList: true, subtree: true }); // they are made, and emptied, later
