import type { ReportContent } from './content.ts';
import { reportFonts } from './fonts.ts';
import { footers, margin, type Pdf } from './layout.ts';
import { writeReport } from './sections.ts';
import { showable } from './showable.ts';
import { reportTexts } from './texts.ts';

/** The report as a PDF file. */
export async function renderReport(content: ReportContent): Promise<Uint8Array> {
  // Loaded when the first report is made: it takes 25 MB that most sandboxes never need.
  const { default: PDFDocument } = await import('pdfkit');
  const texts = reportTexts[content.lang];
  const fonts = reportFonts();
  const name = showable(content.room.name, fonts.has).text;
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: content.lang,
    displayTitle: true,
    info: { Title: `${texts.title}: ${name}`, CreationDate: new Date(content.madeAt) },
  });
  const bytes = collect(pdf);
  pdf.registerFont('text', fonts.text);
  pdf.registerFont('bold', fonts.bold);
  await writeReport(pdf, content, fonts.has);
  footers(pdf, `${texts.title} ${content.session.id}: ${name}`);
  pdf.end();
  return bytes;
}

function collect(pdf: Pdf): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pdf.on('error', reject);
  });
}
