/** A file that is fetched by its name: an upload, or an export. */
export interface StoredFile {
  /** `161BFA93-3660-4B03-9BCB-7629166F2E91.pdf`. */
  readonly id: string;
  readonly upload_id: number;
  readonly user_id: number;
  readonly contentType: string;
  /** Epoch seconds. */
  readonly date_added: number;
  readonly date_delete: number;
  readonly blob: string;
}
