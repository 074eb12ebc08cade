/** A refusal in the service's envelope. Throw it from any route. */
export class Refusal extends Error {
  readonly status: number;
  /** `BAD_REQUEST`; one validation of the service gives the status instead. */
  readonly code: string | number;

  constructor(status: number, code: string | number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BAD_REQUEST', message);
}

export function notFound(message: string): Refusal {
  return new Refusal(404, 'NOT_FOUND', message);
}

/** What somebody gets who asks for a list of others, or one that is none. */
export function notPermitted(): Refusal {
  return new Refusal(403, 'FORBIDDEN', "Resource not found or you don't have the permissions to access this resource.");
}
