/** The API, browsable: Swagger UI from our own origin, reading the description that this server gives. */

import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle";
import "swagger-ui-dist/swagger-ui.css";

SwaggerUI({
  dom_id: "#api",
  url: "../api/v1/openapi.json",
  deepLinking: true,
  validatorUrl: null,
  withCredentials: true,
});
