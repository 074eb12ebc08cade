import suite from '/work/apps/bench/suites/messages.ts';
for (const r of await suite.run((t: string) => console.log(t, new Date().toISOString()))) console.log(r.what, r.value.toFixed(1), JSON.stringify(r.goal), r.measured);
