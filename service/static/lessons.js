// What a script adds; everything else on the page works without it.
"use strict";

// A quotation with its source, ready to be pasted.
function quotation(button) {
  const card = button.closest(".hit");
  const text = card.querySelector("blockquote p").textContent.trim();
  const source = document.getElementById(button.dataset.copy).textContent.trim();
  return `“${text}” — ${source}`;
}

// Browsers give the clipboard only to pages on this machine or behind TLS: elsewhere the source is selected.
async function copy(button) {
  try {
    await navigator.clipboard.writeText(quotation(button));
    say(button, "Copied");
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
    say(button, "Selected: press Ctrl+C");
  }
}

function say(button, text) {
  const before = button.dataset.label || button.textContent;
  button.dataset.label = before;
  button.textContent = text;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => { button.textContent = before; }, 2500);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

// Enter asks; Shift+Enter is a new line.
const question = document.getElementById("q");
if (question) {
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    question.form.requestSubmit();
  });
}

// A picture that cannot be drawn makes room for the words that say so.
for (const picture of document.querySelectorAll(".pictures img")) {
  picture.addEventListener("error", () => picture.classList.add("failed"));
}
