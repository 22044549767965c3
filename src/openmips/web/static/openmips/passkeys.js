// Beside the scripts of passkeys: their words as they stand, and a page to go to afterwards.
"use strict";
window.gettext = (words) => words;
document.addEventListener("otp_webauthn.register_complete", (event) => {
  window.location.assign(event.target.dataset.then);
});
