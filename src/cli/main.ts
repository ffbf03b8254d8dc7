/**
 * The entry of `dist/cli.js`: the process's streams and arguments, and its exit code.
 */
import "./groupBy.ts";
import { processConsole } from "./console.ts";
import { turno } from "./turno.ts";

process.exitCode = await turno(processConsole(), process.argv.slice(2));
