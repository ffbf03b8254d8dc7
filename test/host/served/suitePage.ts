/**
 * Runs the suite of a served VS Code by opening its page, and gives the suite's exit code. VS Code reports through two
 * functions that the page must have from its beginning: `codeAutomationLog` and `codeAutomationExit`. Of all that it
 * says only the suite's own lines are printed, unless the suite fails or `VERBOSE=1` asks for the rest.
 */
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import type { Served } from "./served.ts";
import { calm, setDefaults } from "./settings.ts";
import { suiteMark } from "../suite/report.ts";

const limitSeconds = 180;

export async function runSuite(served: Served): Promise<number> {
  const log: string[] = [];
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await setDefaults(page, calm);
    const ended = await listen(page, (line) => {
      if (line.startsWith(suiteMark)) console.log(line.slice(suiteMark.length));
      else if (process.env["VERBOSE"] === "1") console.log(line);
      else log.push(line);
    });
    await page.goto(served.url);
    const code = await ended.code;
    if (code !== 0) console.log(["What VS Code said:", ...log].join("\n"));
    return code;
  } catch (error) {
    console.log(["What VS Code said:", ...log].join("\n"));
    throw error;
  } finally {
    await browser.close();
  }
}

/** In an object, so that to wait for the functions is not yet to wait for the code. */
async function listen(page: Page, print: (line: string) => void): Promise<{ code: Promise<number> }> {
  let exit: (code: number) => void = () => {};
  const code = new Promise<number>((resolve, reject) => {
    exit = resolve;
    page.on("crash", () => reject(new Error("The page crashed.")));
    const limit = AbortSignal.timeout(limitSeconds * 1000);
    limit.addEventListener("abort", () => reject(new Error(`The suite had not ended after ${limitSeconds} s.`)));
  });
  await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => print(args.map(String).join(" ")));
  await page.exposeFunction("codeAutomationExit", (status: number) => exit(status));
  return { code };
}
