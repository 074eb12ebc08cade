/** One kind of file that the library takes. */
export interface FileType {
  readonly contentType: string;
  /** As the API names it. */
  readonly documentType: string;
  /** Images are usable at once; everything else is converted first. */
  readonly needsConversion: boolean;
  /** What every real file of the type begins with (after `offset` bytes); absent where nothing is certain. */
  readonly magic?: { readonly offset: number; readonly bytes: readonly number[] };
}

const zip = { offset: 0, bytes: [0x50, 0x4b] };
const ole = { offset: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0] };
const asf = { offset: 0, bytes: [0x30, 0x26, 0xb2, 0x75] };
const isoMedia = { offset: 4, bytes: [0x66, 0x74, 0x79, 0x70] };
const matroska = { offset: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] };
const riff = { offset: 0, bytes: [0x52, 0x49, 0x46, 0x46] };

function converted(documentType: string, contentType: string, magic?: FileType['magic']): FileType {
  return { contentType, documentType, needsConversion: true, ...(magic === undefined ? {} : { magic }) };
}

function image(contentType: string, bytes: readonly number[]): FileType {
  return { contentType, documentType: 'image', needsConversion: false, magic: { offset: 0, bytes } };
}

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/** The types of the vendor's list, by the ending of a file's name. */
const fileTypes: Readonly<Record<string, FileType>> = {
  png: image('image/png', [0x89, 0x50, 0x4e, 0x47]),
  jpg: image('image/jpeg', [0xff, 0xd8, 0xff]),
  jpeg: image('image/jpeg', [0xff, 0xd8, 0xff]),
  gif: image('image/gif', [0x47, 0x49, 0x46, 0x38]),
  bmp: image('image/bmp', [0x42, 0x4d]),
  pdf: converted('presentation_pdf', 'application/pdf', { offset: 0, bytes: [0x25, 0x50, 0x44, 0x46] }),
  ppt: converted('presentation', 'application/vnd.ms-powerpoint', ole),
  pptx: converted('presentation', `${office}.presentationml.presentation`, zip),
  pps: converted('presentation', 'application/vnd.ms-powerpoint', ole),
  ppsx: converted('presentation', `${office}.presentationml.slideshow`, zip),
  odp: converted('presentation', `${openDocument}.presentation`, zip),
  key: converted('presentation', 'application/vnd.apple.keynote', zip),
  doc: converted('document', 'application/msword', ole),
  docx: converted('document', `${office}.wordprocessingml.document`, zip),
  odt: converted('document', `${openDocument}.text`, zip),
  pages: converted('document', 'application/vnd.apple.pages', zip),
  rtf: converted('document', 'application/rtf', { offset: 0, bytes: [0x7b, 0x5c, 0x72, 0x74, 0x66] }),
  txt: converted('document', 'text/plain'),
  xls: converted('document', 'application/vnd.ms-excel', ole),
  xlsx: converted('document', `${office}.spreadsheetml.sheet`, zip),
  ods: converted('document', `${openDocument}.spreadsheet`, zip),
  numbers: converted('document', 'application/vnd.apple.numbers', zip),
  mp3: converted('audio', 'audio/mpeg'),
  m4a: converted('audio', 'audio/mp4', isoMedia),
  aac: converted('audio', 'audio/aac'),
  ogg: converted('audio', 'audio/ogg', { offset: 0, bytes: [0x4f, 0x67, 0x67, 0x53] }),
  wav: converted('audio', 'audio/wav', riff),
  wma: converted('audio', 'audio/x-ms-wma', asf),
  mp4: converted('video', 'video/mp4', isoMedia),
  m4v: converted('video', 'video/x-m4v', isoMedia),
  mov: converted('video', 'video/quicktime'),
  mpg: converted('video', 'video/mpeg'),
  mpeg: converted('video', 'video/mpeg'),
  '3gp': converted('video', 'video/3gpp', isoMedia),
  flv: converted('video', 'video/x-flv', { offset: 0, bytes: [0x46, 0x4c, 0x56] }),
  avi: converted('video', 'video/x-msvideo', riff),
  wmv: converted('video', 'video/x-ms-wmv', asf),
  mkv: converted('video', 'video/x-matroska', matroska),
  webm: converted('video', 'video/webm', matroska),
};

/** Endings of names that the library takes. */
export const knownEndings = Object.keys(fileTypes);

/** Types that their first bytes tell for certain. */
const certain = ['png', 'jpg', 'gif', 'pdf'];

const endingOf = (name: string): string | undefined => /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase();

/**
 * The type of a file: its name says it, unless an image is another kind of image or the name has no ending; then the
 * content does. Undefined when the library does not take it.
 */
export function typeOf(name: string, bytes: Uint8Array): FileType | undefined {
  const ending = endingOf(name);
  const named = ending !== undefined && Object.hasOwn(fileTypes, ending) ? fileTypes[ending] : undefined;
  if (named !== undefined && named.documentType !== 'image') return named;
  if (named === undefined && ending !== undefined) return undefined;
  const seen = certain.map((known) => fileTypes[known]).find((type) => type !== undefined && looksLike(type, bytes));
  return named === undefined || seen?.documentType === 'image' ? seen : named;
}

/** Whether the bytes can be what the type says. */
export function looksLike(type: FileType, bytes: Uint8Array): boolean {
  return type.magic?.bytes.every((byte, position) => bytes[(type.magic?.offset ?? 0) + position] === byte) ?? true;
}
