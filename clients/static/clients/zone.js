// The browser knows its time zone: the page is asked for again in it, once, unless a zone was said already.
const form = document.querySelector("form[data-zone]:not([data-said])");
const select = form?.querySelector("select");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && select.value !== zone && [...select.options].some((option) => option.value === zone)) {
  select.value = zone;
  form.requestSubmit();
}
