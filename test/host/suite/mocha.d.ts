/**
 * The browser's build of mocha, which is loaded for what it puts among the globals. @types/mocha describes those, but
 * not this file.
 */
declare module "mocha/mocha.js" {}
