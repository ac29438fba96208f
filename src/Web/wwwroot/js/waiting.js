// Counts the wait down and sends the form when it is over.
const form = document.querySelector("[data-wait]");
const text = form.querySelector("[data-wait-text]");
const status = form.querySelector("[data-wait-status]");
// A second more than the server asks for, because the answer was a while on its way and clocks tick differently.
const end = performance.now() + (Number(form.dataset.wait) + 1) * 1000;

text.textContent = "Your key comes by itself in a moment.";

const timer = setInterval(() => {
  const left = Math.ceil((end - performance.now()) / 1000);
  if (left > 0) {
    // Read out at the start and near the end only; every second would be noise.
    status.setAttribute("aria-live", left % 5 === 0 ? "polite" : "off");
    status.textContent = `${left} ${left === 1 ? "second" : "seconds"} left`;
  } else {
    clearInterval(timer);
    status.textContent = "Getting your key…";
    form.requestSubmit();
  }
}, 250);
