// A link may carry the access code behind a "#", which browsers send to nobody. Without scripts it is pasted by hand.
"use strict";
const code = location.hash.slice(1);
const field = document.getElementById("token");
if (code && field) {
  history.replaceState(null, "", location.pathname);
  field.value = code;
  field.form.submit();
}
