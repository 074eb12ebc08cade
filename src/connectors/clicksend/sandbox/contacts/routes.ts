import { contactRoutes } from './contacts.ts';
import { importRoutes } from './import.ts';
import { listRoutes } from './lists.ts';
import { searchRoutes } from './search.ts';

/** Lists, and who is in them. */
export const contactApi = [...listRoutes, ...contactRoutes, ...importRoutes, ...searchRoutes];
