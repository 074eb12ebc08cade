import { booleanOf, type Fields, type FieldValue, integerOf, recordOf, textOf } from './fields.ts';
import { type Complaint, Refusal } from './refusal.ts';

interface TextRule {
  readonly max: number;
  readonly required?: boolean;
}

const dateFields = new Set(['starts_at', 'duration', 'start_time']);

/** Reads parameters one by one and collects what is wrong with them, so that an answer names every field at once. */
export class Check {
  readonly #fields: Fields;
  readonly #prefix: string;
  readonly #complaints: Complaint[];

  constructor(fields: Fields, prefix = '', complaints: Complaint[] = []) {
    this.#fields = fields;
    this.#prefix = prefix;
    this.#complaints = complaints;
  }

  /** The field's name as a client writes it: `settings[encryption_enabled]`. */
  nameOf(name: string): string {
    return this.#prefix === '' ? name : `${this.#prefix}[${name}]`;
  }

  complain(name: string, message: string): undefined {
    const field = this.nameOf(name);
    this.#complaints.push({ name: field, message: `${field} ${message}` });
    return undefined;
  }

  has(name: string): boolean {
    const value = this.#fields[name];
    return value !== undefined && value !== null;
  }

  /** Trimmed text, possibly empty; undefined when absent or wrong. */
  text(name: string, rule: TextRule): string | undefined {
    const value = this.#fields[name];
    if (typeof value === 'object' && value !== null) return this.complain(name, 'must be text');
    const text = value === undefined || value === null ? undefined : withoutControls(String(value)).trim();
    if (rule.required === true && (text === undefined || text === '')) return this.complain(name, 'is required');
    // A character is at most two code units; a value of many megabytes is not taken apart to be counted.
    if (text !== undefined && (text.length > 2 * rule.max || [...text].length > rule.max)) {
      return this.complain(name, `is longer than ${rule.max} characters`);
    }
    return text;
  }

  /** Text that is not empty. */
  filled(name: string, rule: TextRule): string | undefined {
    const text = this.text(name, rule);
    return text === '' ? undefined : text;
  }

  boolean(name: string, rule: { readonly required?: boolean } = {}): boolean | undefined {
    if (!this.#isGiven(name)) return rule.required === true ? this.complain(name, 'is required') : undefined;
    const value = booleanOf(this.#fields[name]);
    return value ?? this.complain(name, `must be a boolean (1, 0, true or false), not ${this.#shown(name)}`);
  }

  integer(name: string, rule: { min: number; max: number; required?: boolean }): number | undefined {
    if (!this.#isGiven(name)) return rule.required === true ? this.complain(name, 'is required') : undefined;
    const value = integerOf(this.#fields[name]);
    if (value !== undefined && value >= rule.min && value <= rule.max) return value;
    return this.complain(name, `must be a whole number from ${rule.min} to ${rule.max}, not ${this.#shown(name)}`);
  }

  choice<T extends string>(name: string, choices: readonly T[], rule: { required?: boolean } = {}): T | undefined {
    if (!this.#isGiven(name)) return rule.required === true ? this.complain(name, 'is required') : undefined;
    const text = textOf(this.#fields[name]);
    const choice = choices.find((candidate) => candidate === text);
    return choice ?? this.complain(name, `must be ${choices.join(' or ')}, not ${this.#shown(name)}`);
  }

  email(name: string, rule: { readonly required?: boolean } = {}): string | undefined {
    const text = this.filled(name, { max: 254, ...rule });
    // Without the characters that text drops, it would be the address of somebody else.
    if (text === undefined || (isEmail(text) && String(this.#fields[name]).includes(text))) return text;
    return this.complain(name, `must be an e-mail address, not ${this.#shown(name)}`);
  }

  /** A checker of a nested record; undefined when absent. Its complaints count here. */
  nested(name: string): Check | undefined {
    if (!this.#isGiven(name)) return undefined;
    const record = recordOf(this.#fields[name]);
    if (record === undefined) return this.complain(name, `must be an array like ${this.nameOf(name)}[…]`);
    return this.within(name, record);
  }

  /** A checker of a record found elsewhere, named as a part of this one. */
  within(name: string, record: Fields): Check {
    return new Check(record, this.nameOf(name), this.#complaints);
  }

  value(name: string): FieldValue | undefined {
    return this.#fields[name];
  }

  /** Errors: Refusal 422 with every complaint so far. */
  done(): void {
    if (this.#complaints.length === 0) return;
    const isAboutDates = this.#complaints.some((complaint) => dateFields.has(complaint.name));
    throw new Refusal(422, isAboutDates ? 'INVALID_DATES' : 'VALIDATION_ERROR', this.#complaints.slice(0, 50));
  }

  #isGiven(name: string): boolean {
    const value = this.#fields[name];
    return value !== undefined && value !== null && value !== '';
  }

  #shown(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'object' ? 'an array' : JSON.stringify(String(value).slice(0, 60));
  }
}

/** Text without characters that no page or mail can show; line breaks and tabs stay. */
function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => ('\n\r\t'.includes(character) ? character : ''));
}

/** Whether the text looks like an e-mail address; nothing that could end a header line does, nor what shows it as another. */
function isEmail(text: string): boolean {
  if (/\p{Cf}/u.test(text)) return false;
  return text.length <= 254 && /^[^\s@<>",;:()[\]\\]+@[^\s@<>"',;:()[\]\\.]+(\.[^\s@<>"',;:()[\]\\.]+)+$/.test(text);
}
