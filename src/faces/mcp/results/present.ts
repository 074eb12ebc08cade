import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Session } from '../session.ts';
import type { ToolResult } from '../tools/tool.ts';

/** What a tool answered, as it goes to the host. */
export function present(_session: Session, { structured, text, isError, links = [] }: ToolResult): CallToolResult {
  const resources = links.map((link) => ({ type: 'resource_link' as const, ...link }));
  return {
    content: [{ type: 'text', text: text ?? JSON.stringify(structured) }, ...resources],
    structuredContent: structured,
    ...(isError ? { isError } : {}),
  };
}
