import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('counters, gauges and histograms are rendered as Prometheus text', () => {
  const metrics = createMetrics();
  const runs = metrics.counter('runs_total', 'Runs\nby result');
  runs.inc({ result: 'ok', app: 'a"b\\c\n' });
  runs.inc({ app: 'a"b\\c\n', result: 'ok' }, 2);
  runs.inc();
  metrics.gauge('open', 'Open things', () => 7);
  const seconds = metrics.histogram('run_seconds', 'Time');
  seconds.observe(0.002, { app: 'x' });
  seconds.observe(120, { app: 'x' });
  const text = metrics.render();
  expect(text).toContain('# HELP runs_total Runs\\nby result\n# TYPE runs_total counter\n');
  expect(text).toContain('runs_total{app="a\\"b\\\\c\\n",result="ok"} 3\n');
  expect(text).toContain('runs_total 1\n');
  expect(text).toContain('# TYPE open gauge\nopen 7\n');
  expect(text).toContain('run_seconds_bucket{app="x",le="0.001"} 0\n');
  expect(text).toContain('run_seconds_bucket{app="x",le="0.0025"} 1\n');
  expect(text).toContain('run_seconds_bucket{app="x",le="+Inf"} 2\n');
  expect(text).toContain('run_seconds_sum{app="x"} 120.002\nrun_seconds_count{app="x"} 2\n');
});

test('a frozen label set counts into the same series as an equal loose one', () => {
  const metrics = createMetrics();
  const counter = metrics.counter('c_total', 'C');
  const frozen = Object.freeze({ a: '1' });
  counter.inc(frozen);
  counter.inc(frozen);
  counter.inc({ a: '1' });
  expect(metrics.render()).toContain('c_total{a="1"} 3\n');
});

test('asking for a name again gives the same metric, and for another kind is refused', () => {
  const metrics = createMetrics();
  metrics.counter('c_total', 'C').inc();
  metrics.counter('c_total', 'C').inc();
  expect(metrics.render()).toContain('c_total 2\n');
  expect(() => metrics.histogram('c_total', 'C')).toThrow('exists already as a counter');
  expect(() => metrics.counter('not a name', '')).toThrow('Not a metric name');
});

test('label values from outside cannot make a metric grow without end', () => {
  const metrics = createMetrics();
  const counter = metrics.counter('c_total', 'C');
  for (let index = 0; index < 5_000; index++) counter.inc({ path: String(index) });
  const text = metrics.render();
  expect(text.split('\n').length).toBeLessThan(1_010);
  expect(text).toContain('c_total{overflow="true"} 4000\n');
});
