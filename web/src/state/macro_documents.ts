/** Documents of the macro view that no other view shows. */

import { getDocument } from "../api/client";
import { documentState } from "./document";

export const macroHistory = documentState((work) => getDocument("/api/v1/macro-history", undefined, work));
