// New case and Add documents: each module adds what it does to the page.

import "./accounts.js";
import "./attachments.js";
import "./autosave.js";
import "./edits.js";
import "./keys.js";
import "./leaving.js";
import "./pastes.js";
import "./rows.js";
import "./undo.js";
