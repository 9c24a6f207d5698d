import * as z from "zod";

// Compiling each schema to a function of its own pays for many services only; a command reads a few.
z.config({ jitless: true });

export { z };
