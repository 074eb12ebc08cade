/** A command that cannot be done; its text goes to the page that sent it. */
export class Refused extends Error {}
