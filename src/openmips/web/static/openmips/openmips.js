// Only what pages can do without: keyboard triage and copying of codes come here.
"use strict";
