/** Documents of the macro view that no other view shows. */

import { getDocument } from "../api/client";
import { documentState } from "./document";
import { renewWhenFound } from "./documents";

export const macroHistory = documentState((work) => getDocument("/api/v1/macro-history", undefined, work));

renewWhenFound([macroHistory]);
