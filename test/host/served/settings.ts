/**
 * The settings a test's VS Code begins with, given to its page as defaults: the only way that is the same for both
 * hosts and leaves no file behind. They switch off what would move, ask, or fetch; all else is as a newcomer sees it.
 * The page is not intercepted on its way, because a browser no longer believes that an intercepted page came from this
 * machine, and refuses it its webviews.
 */
import type { Page } from "playwright-core";

export type Settings = Readonly<Record<string, unknown>>;

export const calm: Settings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "turno.openTreesAtFirstStop": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "window.autoDetectColorScheme": false,
};

/**
 * Must be called before the page is opened: VS Code reads what it shall be from an attribute of its page, and this adds
 * to what it reads.
 */
export async function setDefaults(page: Page, settings: Settings): Promise<void> {
  await page.addInitScript((defaults) => {
    const read = Object.getOwnPropertyDescriptor(Element.prototype, "getAttribute")?.value as (
      this: Element,
      name: string,
    ) => string | null;
    Element.prototype.getAttribute = function (name) {
      const value = read.call(this, name);
      if (name !== "data-settings" || this.id !== "vscode-workbench-web-configuration" || value === null) return value;
      return JSON.stringify({ ...(JSON.parse(value) as object), configurationDefaults: defaults });
    };
  }, settings);
}
