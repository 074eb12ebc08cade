/** The part of the gateway that an address offers: `/mcp/<app>?connection=…&mode=…&tools=a,b`. */
export interface Surface {
  /** App id of `/mcp/<app>`; all apps when absent. */
  readonly app?: string;
  /** Connection (id or key) that everything runs on when a call names none. */
  readonly connection?: string;
  /** `meta`: the fixed tools alone; `all`: every tool of the connected apps; `auto`: those while they fit into the budget. */
  readonly mode: 'auto' | 'meta' | 'all';
  /** Names of the only tools that are offered. */
  readonly tools?: readonly string[];
}
