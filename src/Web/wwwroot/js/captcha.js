// Shows the captcha's widget in the form with data-key-form and sends what it answers in the field captchaToken.
const form = document.querySelector("[data-key-form]");
const box = form.querySelector("[data-captcha]");
const place = box.querySelector("[data-captcha-widget]");
const status = box.querySelector("[data-captcha-status]");
const button = form.querySelector("[type=submit]");
const token = form.elements.namedItem("captchaToken");
const { captcha: kind, script: address, siteKey, action } = box.dataset;

// The providers' own names for the same thing.
const globals = { "recaptcha-v2": "grecaptcha", "recaptcha-v3": "grecaptcha", turnstile: "turnstile", hcaptcha: "hcaptcha" };

// A score has no widget to click: it is asked for when the form is sent, since its answer is good for two minutes only.
const scores = kind === "recaptcha-v3";

let api;
let failed = false;
let wanted = false;
let sent = false;

function load() {
  const script = document.createElement("script");
  // All of them call a function of this name when they are ready, if it is in their address.
  globalThis.captchaIsReady = () => {
    api = globalThis[globals[kind]];
    if (!scores) {
      render();
    } else if (wanted) {
      askForScore();
    }
  };
  script.src = `${address}&onload=captchaIsReady`;
  script.addEventListener("error", fail);
  document.head.append(script);
}

function render() {
  const dark = document.documentElement.dataset.theme === "dark"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  api.render(place, {
    sitekey: siteKey,
    theme: dark ? "dark" : "light",
    ...(action && { action }),
    callback: take,
    "expired-callback": expire,
    "error-callback": () => { status.textContent = "The captcha could not be shown. Check your connection, then load this page again."; },
  });
}

function take(answer) {
  token.value = answer;
  status.textContent = "Captcha solved.";
  if (wanted) {
    submit();
  }
}

// Not at once: an answer may come while the form's own submit event is under way, and browsers ignore a second one then.
function submit() {
  setTimeout(() => form.requestSubmit(button));
}

function expire() {
  token.value = "";
  status.textContent = "The captcha has expired. Solve it once more.";
}

function askForScore() {
  api.ready(() => api.execute(siteKey, { action }).then(take, fail));
}

// Without the captcha the form can still be sent: the server then says what else can be done.
function fail() {
  failed = true;
  status.textContent = "The captcha could not be loaded. Something in your browser or network may block it.";
  if (wanted) {
    submit();
  }
}

form.addEventListener("submit", (event) => {
  if (sent) {
    event.preventDefault();
  } else if (token.value || failed) {
    sent = true;
    button.textContent = form.dataset.busy ?? "One moment…";
    button.setAttribute("aria-disabled", "true");
  } else {
    event.preventDefault();
    if (!scores) {
      status.textContent = "Solve the captcha first.";
    } else if (!wanted) {
      wanted = true;
      status.textContent = "Asking whether you are a robot…";
      if (api) {
        askForScore();
      }
    }
  }
});

// A page that the browser brings back from its memory has a used captcha: ask for a fresh one.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.replace(form.action);
  }
});

box.hidden = false;
load();
