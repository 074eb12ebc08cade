import type { World } from '../../../../sandbox/definition.ts';
import type { Caller } from '../account/callers.ts';
import type { Db } from '../collections.ts';
import { openFile } from '../files/routes.ts';
import { textOf } from '../http/fields.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import { type Call, get, post, type Route } from '../http/route.ts';
import { seconds } from '../time.ts';
import { addContact, contactChanges, listNamed, refuseUnreachable } from './contacts.ts';
import { type ContactField, contactFields } from './entities.ts';

const importSeconds = 2;

/** Names of the columns of an import, as the service calls them. */
const columns: readonly (readonly [name: string, label: string, field: ContactField])[] = [
  ['phone', 'Phone', 'phone_number'],
  ['first_name', 'First Name', 'first_name'],
  ['last_name', 'Last Name', 'last_name'],
  ['custom1', 'Custom String 1', 'custom_1'],
  ['custom2', 'Custom String 2', 'custom_2'],
  ['custom3', 'Custom String 3', 'custom_3'],
  ['custom4', 'Custom String 4', 'custom_4'],
  ['fax_number', 'Fax Number', 'fax_number'],
  ['organization_name', 'Organization Name', 'organization_name'],
  ['email', 'Email', 'email'],
  ['address_line_1', 'Address Line 1', 'address_line_1'],
  ['address_line_2', 'Address Line 2', 'address_line_2'],
  ['address_city', 'City', 'address_city'],
  ['address_state', 'State', 'address_state'],
  ['address_postal_code', 'Postal Code', 'address_postal_code'],
  ['address_country', 'Country', 'address_country'],
];

function fieldNamed(name: string | undefined): ContactField | null {
  const column = columns.find(([known]) => known === name);
  return column?.[2] ?? contactFields.find((field) => field === name) ?? null;
}

/** Rows of a CSV file; quotes may hold commas and line breaks. Read in one go: a pattern would try a file of quotes from each of them. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  let hasClosed = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (row.some((known) => known !== '')) rows.push(row);
    row = [];
  };
  for (const [piece] of text.matchAll(/"|,|\r\n|\n|\r|[^",\r\n]+/g)) {
    if (piece === '"') {
      // A quote right after the one that closed is part of the text.
      if (hasClosed) cell += piece;
      hasClosed = isQuoted;
      isQuoted = !isQuoted;
      continue;
    }
    hasClosed = false;
    if (isQuoted) cell += piece;
    else if (piece === ',') endCell();
    else if (/^[\r\n]/.test(piece)) endRow();
    else cell += piece;
  }
  endRow();
  return rows;
}

/** The file of an address, where the sandbox keeps it itself: it fetches nothing from elsewhere. */
function textAt(world: World, url: string): string | undefined {
  const prefix = `${world.origin}/files/`;
  if (!url.startsWith(prefix)) return undefined;
  const file = openFile(world, url.slice(prefix.length).replace(/\?.*$/, ''));
  return file === undefined ? undefined : new TextDecoder().decode(file.bytes);
}

function queueImport(call: Call) {
  const list = listNamed(call, 'list_id');
  const url = textOf(call.fields['file_url']);
  const order = call.fields['field_order'];
  if (url === undefined || url === '') throw badRequest('Some required fields are missing: file_url.');
  if (!Array.isArray(order) || order.length === 0) {
    throw badRequest('Some required fields are missing: field_order.');
  }
  const id = call.world.store.nextId(`${call.caller.account.id}/imports`);
  call.db.imports.insert({
    id,
    list_id: list.id,
    file: url,
    fields: order.map((name) => fieldNamed(textOf(name))),
    country: call.caller.account.country,
    dueAt: seconds(call.world) + importSeconds,
  });
  const queued = `625435846063806${String(id).padStart(4, '0')}`;
  return { message: 'Your file is now queued.', data: { id: queued, ids: [queued], msg: 'Messages put on queue.' } };
}

/** Reads the files whose turn has come; rows that nobody can be reached by are left out. */
export function advanceImports(world: World, db: Db, caller: Caller): void {
  for (const job of db.imports.find({ where: { dueAt: { lte: seconds(world) } } })) {
    db.imports.update(job.id, { dueAt: null });
    const text = textAt(world, job.file);
    if (text === undefined || db.items('lists').get(job.list_id) === undefined) continue;
    for (const row of rowsOf(text)) {
      const fields = Object.fromEntries(job.fields.flatMap((field, at) => (field === null ? [] : [[field, row[at]]])));
      addRow({ world, db, caller }, { listId: job.list_id, country: job.country, fields });
    }
  }
}

interface Row {
  readonly listId: number;
  readonly country: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

function addRow(scene: { world: World; db: Db; caller: Caller }, { listId, country, fields }: Row): void {
  try {
    const changes = contactChanges(fields, country);
    refuseUnreachable(changes);
    addContact(scene, listId, changes);
  } catch (error) {
    // A heading, or a row with a wrong number: the others are still taken.
    if (!(error instanceof Refusal)) throw error;
  }
}

export const importRoutes: readonly Route[] = [
  post('/lists/:list_id/import', queueImport),
  get('/lists/:list_id/import-fields', (call) => {
    listNamed(call, 'list_id');
    return { message: 'List of acceptable import fields.', data: columns.map(([field, label]) => ({ field, label })) };
  }),
  post('/lists/:list_id/import-csv-preview', (call) => {
    listNamed(call, 'list_id');
    const text = textAt(call.world, textOf(call.fields['file_url']) ?? '');
    if (text === undefined) throw badRequest('The file_url is invalid.');
    return { message: 'Your file preview.', data: { row: rowsOf(text)[0] ?? [] } };
  }),
];
