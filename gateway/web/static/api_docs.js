"use strict";
// Shows the OpenAPI description; nothing is sent anywhere but to this server.
window.SwaggerUIBundle({
  url: document.getElementById("api").dataset.url,
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
