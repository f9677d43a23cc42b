// On a narrow screen the tabs and the chapters scroll sideways: the current one is brought into sight.
for (const list of document.querySelectorAll("main .nav-tabs, .sop-nav ol")) {
  const here = list.querySelector("[aria-current]")?.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (here) list.scrollLeft += here.left - frame.left - (frame.width - here.width) / 2;
}
