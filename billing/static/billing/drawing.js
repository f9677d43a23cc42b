// A sheet to draw a signature on, with a finger, a pen or a mouse. Without it the typed name is the signature.
const INK = "#10201b";
const LONGEST = 140000; // what the form takes

for (const box of document.querySelectorAll("[data-drawing]")) {
  const canvas = box.querySelector("canvas");
  const kept = box.querySelector("input");
  const wipe = box.querySelector("[data-clears]");
  const pen = canvas.getContext("2d");
  let isDown = false;

  const keep = () => {
    const drawn = canvas.toDataURL("image/png");
    kept.value = drawn.length > LONGEST ? "" : drawn;
    wipe.hidden = !kept.value;
  };
  const place = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) * canvas.width) / width, ((event.clientY - top) * canvas.height) / height];
  };
  const draw = (event) => {
    if (!isDown) return;
    pen.lineTo(...place(event));
    pen.stroke();
  };

  Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: INK });
  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
    draw(event);
  });
  canvas.addEventListener("pointermove", draw);
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (isDown) keep();
      isDown = false;
    });
  }
  wipe.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    kept.value = "";
    wipe.hidden = true;
  });

  // What was drawn before the page came back, such as with a wrong code.
  if (kept.value.startsWith("data:image/png;base64,")) {
    const before = new Image();
    before.addEventListener("load", () => {
      pen.drawImage(before, 0, 0);
      wipe.hidden = false;
    });
    before.src = kept.value;
  }
  box.hidden = false;
}
