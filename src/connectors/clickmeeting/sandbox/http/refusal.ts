/** One complaint of an error answer: which field, and what is wrong with it. */
export interface Complaint {
  readonly name: string;
  readonly message: string;
}

/** A refusal in ClickMeeting's own shape: `{code, name, errors: [{name, message}]}`. Throw it from any route. */
export class Refusal extends Error {
  readonly status: number;
  /** Upper-case constant, `INVALID_DATES`. */
  readonly constant: string;
  readonly complaints: readonly Complaint[];

  constructor(status: number, constant: string, complaints: readonly Complaint[]) {
    super(complaints.map((complaint) => complaint.message).join('; '));
    this.name = 'Refusal';
    this.status = status;
    this.constant = constant;
    this.complaints = complaints;
  }

  toBody() {
    return { code: this.status, name: this.constant, errors: this.complaints };
  }
}

/** 404 for a thing of the account. */
export function notFound(name: string, message: string): Refusal {
  return new Refusal(404, 'NOT_FOUND', [{ name, message }]);
}

/** 422 for one field. */
export function invalid(name: string, message: string): Refusal {
  return new Refusal(422, 'VALIDATION_ERROR', [{ name, message }]);
}
