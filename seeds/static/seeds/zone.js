// The browser knows its time zone better than its languages tell; without this, the guess of the page stands.
const select = document.querySelector("[data-guess-zone] select");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && [...select.options].some((option) => option.value === zone)) select.value = zone;
