/**
 * The settings a test's VS Code begins with, written into the page that the server sends, as defaults: the only way that is the same for both
 * hosts and leaves no file behind. They switch off what would move, ask, or fetch; all else is as a newcomer sees it.
 */
import type { Page } from "playwright-core";

export type Settings = Readonly<Record<string, unknown>>;

const calm: Settings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

const configuration = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)(")/;

/** Must be called before the page is opened. */
export async function setDefaults(page: Page, url: string, settings: Settings = {}): Promise<void> {
  const { origin } = new URL(url);
  await page.route(
    (each) => each.origin === origin && each.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      if (!configuration.test(html)) throw new Error("The page of VS Code no longer has its configuration where it was.");
      const body = html.replace(configuration, (_all, before: string, json: string, after: string) => {
        const options = JSON.parse(json.replaceAll("&quot;", '"').replaceAll("&amp;", "&")) as Record<string, unknown>;
        options["configurationDefaults"] = { ...calm, ...settings };
        return before + JSON.stringify(options).replaceAll("&", "&amp;").replaceAll('"', "&quot;") + after;
      });
      await route.fulfill({ response, body });
    },
  );
}
