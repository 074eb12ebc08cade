import type { Counter, Histogram, Metrics } from '../../kernel/ports/telemetry.ts';

type Labels = Readonly<Record<string, string>>;

/** Seconds; from half a millisecond on a warm local call to a slow export. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

/** A metric that never stops growing is a leak: label sets beyond this count as `{overflow="true"}`. */
const maxSeries = 1_000;
const overflow: Labels = { overflow: 'true' };

interface Metric {
  readonly kind: 'counter' | 'histogram' | 'gauge';
  readonly lines: () => string;
  readonly help: string;
}

/**
 * A registry of metrics, rendered as Prometheus text.
 * Frozen label objects are resolved once by identity, so a hot path passes a frozen constant.
 * Errors: throws when one name is registered as two kinds, or is no valid metric name.
 */
export function createMetrics(): Metrics {
  const metrics = new Map<string, Metric>();
  const instruments = new Map<string, Counter | Histogram>();
  const add = (name: string, metric: Metric) => {
    if (!/^[a-z_:][a-z0-9_:]*$/i.test(name)) throw new TypeError(`Not a metric name: ${name}`);
    const existing = metrics.get(name);
    if (existing && (existing.kind !== metric.kind || metric.kind === 'gauge'))
      throw new TypeError(`Metric ${name} exists already as a ${existing.kind}`);
    metrics.set(name, metric);
  };
  return {
    counter(name, help) {
      const existing = instruments.get(name);
      if (existing && 'inc' in existing) return existing;
      const series = new SeriesTable(() => ({ value: 0 }));
      add(name, {
        kind: 'counter',
        help,
        lines: () => series.lines((labels, cell) => sample(name, labels, cell.value)),
      });
      const counter: Counter = {
        inc(labels, value = 1) {
          series.cell(labels).value += value;
        },
      };
      instruments.set(name, counter);
      return counter;
    },
    histogram(name, help) {
      const existing = instruments.get(name);
      if (existing && 'observe' in existing) return existing;
      const series = new SeriesTable(() => ({ counts: new Float64Array(bounds.length + 1), sum: 0, total: 0 }));
      add(name, { kind: 'histogram', help, lines: () => series.lines((labels, cell) => buckets(name, labels, cell)) });
      const histogram: Histogram = { observe: (value, labels) => observe(series.cell(labels), value) };
      instruments.set(name, histogram);
      return histogram;
    },
    gauge(name, help, read) {
      add(name, { kind: 'gauge', help, lines: () => sample(name, '', read()) });
    },
    render: () => [...metrics].map(([name, metric]) => block(name, metric)).join(''),
  };
}

/** The cells of one metric, by label set. */
class SeriesTable<Cell> {
  readonly #cells = new Map<string, Cell>();
  readonly #resolved = new WeakMap<Labels, Cell>();
  readonly #create: () => Cell;
  #bare: Cell | undefined;

  constructor(create: () => Cell) {
    this.#create = create;
  }

  cell(labels: Labels | undefined): Cell {
    if (labels === undefined) {
      this.#bare ??= this.#byText('');
      return this.#bare;
    }
    const known = this.#resolved.get(labels);
    if (known !== undefined) return known;
    const found = this.#byText(labelText(labels));
    if (Object.isFrozen(labels)) this.#resolved.set(labels, found);
    return found;
  }

  lines(write: (labels: string, cell: Cell) => string): string {
    return [...this.#cells].map(([labels, cell]) => write(labels, cell)).join('');
  }

  #byText(text: string): Cell {
    const key = this.#cells.has(text) || this.#cells.size < maxSeries ? text : labelText(overflow);
    const existing = this.#cells.get(key);
    if (existing !== undefined) return existing;
    const created = this.#create();
    this.#cells.set(key, created);
    return created;
  }
}

interface HistogramCell {
  readonly counts: Float64Array;
  sum: number;
  total: number;
}

function observe(cell: HistogramCell, value: number): void {
  let index = 0;
  while (index < bounds.length && value > (bounds[index] ?? Number.POSITIVE_INFINITY)) index++;
  cell.counts[index] = (cell.counts[index] ?? 0) + 1;
  cell.sum += value;
  cell.total++;
}

function buckets(name: string, labels: string, cell: HistogramCell): string {
  let sum = 0;
  const lines = bounds.map((bound, index) => {
    sum += cell.counts[index] ?? 0;
    return sample(`${name}_bucket`, joined(labels, `le="${bound}"`), sum);
  });
  const rest = [
    sample(`${name}_bucket`, joined(labels, 'le="+Inf"'), cell.total),
    sample(`${name}_sum`, labels, cell.sum),
    sample(`${name}_count`, labels, cell.total),
  ];
  return lines.concat(rest).join('');
}

function block(name: string, metric: Metric): string {
  const help = metric.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${help}\n# TYPE ${name} ${metric.kind}\n${metric.lines()}`;
}

function sample(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`;
}

function joined(labels: string, extra: string): string {
  return labels === '' ? extra : `${labels},${extra}`;
}

function labelText(labels: Labels): string {
  const names = Object.keys(labels).sort();
  return names.map((name) => `${name}="${escapeLabel(labels[name] ?? '')}"`).join(',');
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
