// A part of a page that could not be fetched is said, not swallowed: nothing typed is lost, and one can try again.
const place = document.getElementById("messages");

function say(sentence) {
  const line = document.createElement("div");
  line.className = "toast-line toast-late";
  line.dataset.failure = "";
  line.textContent = sentence;
  document.querySelector("[data-failure]")?.remove();
  document.getElementById("messages").append(line);
  line.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:responseError", () => say(place.dataset.broken));
document.addEventListener("htmx:sendError", () => say(place.dataset.offline));
document.addEventListener("htmx:timeout", () => say(place.dataset.offline));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.querySelector("[data-failure]")?.remove();
});
