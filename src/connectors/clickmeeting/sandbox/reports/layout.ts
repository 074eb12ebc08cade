/** The parts that a report's pages are made of: headings, paragraphs, tables, bars. */

export type Pdf = PDFKit.PDFDocument;

/** Points. */
export const margin = 42;
export const pageWidth = 595.28 - 2 * margin;
const footerHeight = 24;

const colors = { accent: '#0b3d91', text: '#222222', quiet: '#6b7280', line: '#d7dbe0', band: '#eef2f8' } as const;

function bottomOf(pdf: Pdf): number {
  return pdf.page.height - margin - footerHeight;
}

/** Starts a page unless so many points are left on this one. */
function keepTogether(pdf: Pdf, height: number): void {
  if (pdf.y + height > bottomOf(pdf)) pdf.addPage();
}

export function title(pdf: Pdf, text: string, subtitle: string): void {
  pdf.font('bold').fontSize(19).fillColor(colors.accent).text(text, margin, margin, { width: pageWidth });
  pdf.font('text').fontSize(12).fillColor(colors.text);
  pdf.text(subtitle, { width: pageWidth, height: 3 * 14.5, ellipsis: true });
  pdf.y += 8;
}

/** A heading, on a page with at least so much of what is `below` it. */
export function heading(pdf: Pdf, text: string, below = 60): void {
  keepTogether(pdf, 30 + below);
  pdf.y += 16;
  pdf.font('bold').fontSize(12).fillColor(colors.accent).text(text, margin, pdf.y, { width: pageWidth });
  pdf.y += 5;
}

/** How much of a page `subheading` wants to have. */
export function subheadingHeight(pdf: Pdf, text: string, barCount: number): number {
  pdf.font('bold').fontSize(9.5);
  return pdf.heightOfString(text, { width: pageWidth }) + 30 + 14 * Math.min(barCount, 20);
}

/** A heading over so many bars, which stay on its page as far as they fit. */
export function subheading(pdf: Pdf, text: string, barCount: number): void {
  keepTogether(pdf, subheadingHeight(pdf, text, barCount));
  pdf.y += 6;
  pdf.fillColor(colors.text).text(text, margin, pdf.y, { width: pageWidth });
  pdf.y += 3;
}

export function paragraph(pdf: Pdf, text: string): void {
  pdf.font('text').fontSize(9).fillColor(colors.quiet);
  keepTogether(pdf, Math.min(pdf.heightOfString(text, { width: pageWidth }), 100));
  pdf.text(text, margin, pdf.y, { width: pageWidth });
}

/** Labels with their values, two pairs in a line. */
export function facts(pdf: Pdf, pairs: readonly (readonly [label: string, value: string])[]): void {
  const width = pageWidth / 2 - 10;
  for (let index = 0; index < pairs.length; index += 2) {
    const top = pdf.y;
    const bottoms = pairs.slice(index, index + 2).map(([label, value], column) => {
      const left = margin + column * (pageWidth / 2);
      pdf.font('text').fontSize(7.5).fillColor(colors.quiet).text(label, left, top, { width });
      pdf
        .font('bold')
        .fontSize(9.5)
        .fillColor(colors.text)
        .text(value, left, pdf.y + 1, { width });
      return pdf.y;
    });
    pdf.y = Math.max(...bottoms) + 6;
  }
  pdf.x = margin;
}

export interface Column {
  readonly label: string;
  /** Part of the page's width; all columns make 1. */
  readonly share: number;
  readonly isNumber?: boolean;
}

/** The whole text of a chat message of 2,000 characters fits; nothing makes a row longer than a page. */
const highestRow = 460;

/**
 * Rows under a head that each page repeats. Pages of a thousand rows take a while, so others get their turn between rows.
 */
export async function table(pdf: Pdf, columns: readonly Column[], rows: Iterable<readonly string[]>): Promise<void> {
  const labels = columns.map(({ label }) => label);
  drawHead(pdf, columns, labels);
  let count = 0;
  for (const row of rows) {
    pdf.font('text').fontSize(8);
    const height = rowHeight(pdf, columns, row);
    if (pdf.y + height > bottomOf(pdf)) {
      pdf.addPage();
      drawHead(pdf, columns, labels);
    }
    pdf.font('text').fontSize(8).fillColor(colors.text);
    drawRow(pdf, columns, row, height);
    drawLine(pdf);
    count += 1;
    if (count % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function drawHead(pdf: Pdf, columns: readonly Column[], labels: readonly string[]): void {
  pdf.font('bold').fontSize(7.5);
  const height = rowHeight(pdf, columns, labels);
  keepTogether(pdf, height + 40);
  pdf.rect(margin, pdf.y, pageWidth, height).fill(colors.band);
  pdf.fillColor(colors.text);
  drawRow(pdf, columns, labels, height);
}

const cellPadding = { x: 4, y: 3 };

const rightToLeft = /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;
const leftToRight =
  /\p{Nd}|(?!\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko})\p{L}/u;

/** Words are set one by one from the left; a line that runs from the right throughout has to be set as a whole. */
function direction(text: string) {
  return rightToLeft.test(text) && !leftToRight.test(text) ? { features: [] } : {};
}

function cellOptions({ share, isNumber }: Column, text: string) {
  const align = isNumber === true ? 'right' : 'left';
  return { width: share * pageWidth - 2 * cellPadding.x, align, ...direction(text) } as const;
}

function rowHeight(pdf: Pdf, columns: readonly Column[], cells: readonly string[]): number {
  const heights = columns.map((column, index) => {
    const text = cells[index] ?? '';
    return pdf.heightOfString(text, cellOptions(column, text));
  });
  return Math.min(Math.max(...heights), highestRow) + 2 * cellPadding.y;
}

function drawRow(pdf: Pdf, columns: readonly Column[], cells: readonly string[], height: number): void {
  const top = pdf.y;
  let left = margin;
  for (const [index, column] of columns.entries()) {
    const text = cells[index] ?? '';
    const limits = { ...cellOptions(column, text), height: height - 2 * cellPadding.y + 1, ellipsis: true };
    pdf.text(text, left + cellPadding.x, top + cellPadding.y, limits);
    left += column.share * pageWidth;
  }
  pdf.x = margin;
  pdf.y = top + height;
}

function drawLine(pdf: Pdf): void {
  pdf
    .moveTo(margin, pdf.y)
    .lineTo(margin + pageWidth, pdf.y)
    .lineWidth(0.4)
    .strokeColor(colors.line)
    .stroke();
}

export interface Bar {
  readonly label: string;
  readonly count: number;
  /** What the whole width stands for. */
  readonly of: number;
}

/** Labelled counts as bars, with their part of the whole. */
export function bars(pdf: Pdf, all: readonly Bar[], lang: string): void {
  const labelWidth = pageWidth * 0.42;
  const barWidth = pageWidth * 0.4;
  for (const { label, count, of } of all) {
    pdf.font('text').fontSize(8.5);
    const height = Math.max(14, Math.min(pdf.heightOfString(label, { width: labelWidth - 8 }), 120) + 3);
    keepTogether(pdf, height);
    const top = pdf.y;
    const part = of === 0 ? 0 : count / of;
    pdf.fillColor(colors.text);
    pdf.text(label, margin, top, { width: labelWidth - 8, height: height - 2, ellipsis: true });
    pdf.rect(margin + labelWidth, top + 1, barWidth, 8).fill(colors.band);
    if (part > 0) pdf.rect(margin + labelWidth, top + 1, barWidth * Math.min(1, part), 8).fill(colors.accent);
    const percent = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 }).format(part);
    pdf.fillColor(colors.text).text(`${count}  (${percent})`, margin + labelWidth + barWidth + 8, top, {
      width: pageWidth - labelWidth - barWidth - 8,
    });
    pdf.y = top + height;
  }
  pdf.x = margin;
}

/** A line at the foot of every page: what it is of, and which page of how many. */
export function footers(pdf: Pdf, text: string): void {
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    // Text below the bottom margin would start a new page.
    pdf.page.margins.bottom = 0;
    pdf.font('text').fontSize(7).fillColor(colors.quiet);
    const top = pdf.page.height - margin + 6;
    pdf.text(text, margin, top, { width: pageWidth * 0.8, height: 9, ellipsis: true });
    pdf.text(`${page + 1} / ${count}`, margin, top, { width: pageWidth, align: 'right' });
  }
}
