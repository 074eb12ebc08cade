const known = new Map<string, Map<string, Readonly<Record<string, string>>>>();

/** One frozen object for each app and outcome: counters know those by identity, without writing the labels out each time. */
export function outcomeLabels(app: string, status: string): Readonly<Record<string, string>> {
  let ofApp = known.get(app);
  if (!ofApp) {
    ofApp = new Map();
    known.set(app, ofApp);
  }
  let labels = ofApp.get(status);
  if (!labels) {
    labels = Object.freeze({ app, status });
    ofApp.set(status, labels);
  }
  return labels;
}
