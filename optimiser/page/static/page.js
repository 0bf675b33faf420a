// Sliders, dropping a file, and a look at how far the work is. Everything else works without.
"use strict";

document.querySelectorAll(".scripted").forEach((part) => { part.hidden = false; });

// A figure with blanks between thousands, as the fields show it: 1,000 could be read in two ways.
const written = (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, " ");

// A slider moves in steps of three figures that count, so that it stops at round amounts.
const rounded = (value, most) => {
  const step = 10 ** Math.max(Math.floor(Math.log10(most)) - 2, 0);
  return Math.round(value / step) * step;
};

document.querySelectorAll("input[type=range][data-for]").forEach((slider) => {
  const field = document.getElementById(slider.dataset.for);
  slider.addEventListener("input", () => {
    field.value = written(rounded(Number(slider.value), Number(slider.max)));
  });
  field.addEventListener("input", () => {
    const value = Number(field.value.replaceAll(" ", ""));
    if (Number.isFinite(value)) { slider.value = value; }
  });
});

document.querySelectorAll("form[data-drop]").forEach((form) => {
  const chosen = form.querySelector("input[type=file]");
  ["dragover", "dragenter"].forEach((name) => form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("over");
  }));
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) {
      chosen.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
});

const watched = document.querySelector("form[data-watch]");
if (watched) {
  const look = async () => {
    const state = await (await fetch("/state")).json();
    if (!state.running) { location.replace("/working"); return; }
    document.querySelector("h1").textContent = state.label;
    document.getElementById("phase").textContent = state.phase;
    document.getElementById("seconds").textContent = state.seconds;
    if (state.total) {
      const bar = document.getElementById("bar");
      bar.max = state.total;
      bar.value = state.done;
      document.getElementById("parts").textContent =
        `: ${state.done.toLocaleString("en")} of ${state.total.toLocaleString("en")}`;
    }
    setTimeout(look, 400);
  };
  setTimeout(look, 300);
}
