/**
 * The files of a scenario: the one that is compiled and those it imports, directly or through others.
 *
 * Keeps true: it does no I/O of its own; a file is read once however often and in whatever circle it is imported;
 * number 0 is the file that is compiled.
 */
import type { Diagnostic } from "./diagnostics.ts";
import { readText } from "./literals.ts";
import { parse } from "./parse.ts";
import type { DeclarationOf, Tree } from "./tree.ts";

/** Why a file is not read, as a sentence. */
export interface Unread {
  readonly reason: string;
}

/** Gives the text of a file; undefined when there is none, or why it is not read. */
export type ReadFile = (uri: string) => string | Unread | undefined;

/** An import and the number of the file that it names; undefined when that cannot be read. */
export interface Import {
  readonly node: DeclarationOf<"import">;
  readonly path: string;
  readonly file: number | undefined;
  /** Why it is not read, where whoever reads files says so. */
  readonly reason: string | undefined;
}

export interface SourceFile {
  readonly index: number;
  readonly uri: string;
  readonly text: string;
  readonly tree: Tree;
  readonly imports: readonly Import[];
  readonly syntaxDiagnostics: readonly Diagnostic[];
}

/** More files than that are not followed. */
const MAX_FILES = 200;
const TOO_MANY: Unread = { reason: `A scenario has ${MAX_FILES} files at most.` };

/** The URI that `path` means in the file `base`; `.` and `..` are resolved within the path. */
export function resolvePath(base: string, path: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return path;
  const [, root = "", folder = ""] = /^([a-z][a-z0-9+.-]+:(?:\/\/[^/]*)?)?(.*?)[^/]*$/is.exec(base) ?? [];
  const parts: string[] = [];
  const whole = path.startsWith("/") ? path : folder + path;
  for (const part of whole.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== ".." && parts.at(-1) !== "") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return root + parts.join("/");
}

/** The file and all that it imports. */
export function loadFiles(uri: string, text: string, readFile: ReadFile): SourceFile[] {
  const numbers = new Map<string, number>([[uri, 0]]);
  const texts: { readonly uri: string; readonly text: string }[] = [{ uri, text }];
  const files: SourceFile[] = [];
  const find = (target: string): Pick<Import, "file" | "reason"> => {
    const known = numbers.get(target);
    if (known !== undefined) return { file: known, reason: undefined };
    const read = texts.length < MAX_FILES ? readFile(target) : TOO_MANY;
    if (typeof read !== "string") return { file: undefined, reason: read?.reason };
    numbers.set(target, texts.length);
    return { file: texts.push({ uri: target, text: read }) - 1, reason: undefined };
  };
  for (let index = 0; index < texts.length; index++) {
    const source = texts[index]!;
    const parsed = parse(source.text, source.uri);
    const imports = parsed.tree.declarations.flatMap((node): Import[] => {
      if (node.kind !== "import") return [];
      const path = readText(node.literal);
      const found = path === "" ? { file: undefined, reason: undefined } : find(resolvePath(source.uri, path));
      return [{ node, path, ...found }];
    });
    files.push({ index, ...source, tree: parsed.tree, imports, syntaxDiagnostics: parsed.diagnostics });
  }
  return files;
}

/** The numbers of the files that `index` sees: itself, then its imports, theirs, and so on. */
export function closureOf(files: readonly SourceFile[], index: number): number[] {
  const seen = new Set([index]);
  for (const number of seen) {
    for (const { file } of files[number]!.imports) {
      if (file !== undefined) seen.add(file);
    }
  }
  return [...seen];
}
