/**
 * Names that business software has for one kind of thing, which a dictionary of general English keeps apart.
 * Written from knowledge of such software, not from the queries that the search is measured with.
 */
const groups = [
  'deal opportunity',
  'ticket issue case',
  'issue bug defect ticket',
  'task todo work item activity',
  'client customer account',
  'contact person',
  'employee worker staff colleague personnel',
  'company organization organisation business firm account',
  'user member',
  'attendee participant guest registrant',
  'webinar conference meeting room event seminar',
  'meeting call appointment event',
  'invoice bill',
  'payment charge transaction',
  'subscription plan membership',
  'receipt confirmation',
  'order purchase sale',
  'product item article sku',
  'catalog catalogue',
  'inventory stock',
  'shipment parcel package delivery',
  'message text sms',
  'sms text',
  'email mail message',
  'mailing newsletter campaign broadcast',
  'audience list segment subscriber',
  'list group segment',
  'folder directory',
  'file document attachment',
  'picture image photo',
  'video clip recording',
  'recording replay',
  'page article',
  'post article',
  'comment note remark feedback',
  'note memo',
  'form survey questionnaire',
  'response answer submission entry',
  'template boilerplate',
  'report statistics analytics figures summary',
  'metric figure statistic number',
  'history log',
  'log audit trail',
  'timesheet time entry hour',
  'leave absence vacation holiday timeoff pto',
  'salary payroll wage compensation',
  'job vacancy position opening',
  'candidate applicant',
  'interview meeting',
  'goal objective okr target',
  'praise kudos recognition',
  'label tag category',
  'field property attribute column',
  'row record entry',
  'table sheet spreadsheet',
  'database table collection',
  'workflow automation flow scenario',
  'webhook callback subscription',
  'token key credential',
  'password secret',
  'role permission',
  'team group department',
  'workspace organization',
  'project job',
  'milestone deadline',
  'sprint iteration',
  'board kanban',
  'channel conversation',
  'thread conversation chat',
  'repository repo',
  'commit change',
  'pr pull',
  'release version deployment',
  'server instance machine host',
  'container pod',
  'domain website site',
  'url link',
  'phone number mobile telephone cell',
  'address location place',
  'balance credit money',
  'price cost rate quote fee',
  'currency exchange',
  'tax vat',
  'discount coupon promo voucher',
  'refund reimbursement',
  'expense spending',
  'budget spending',
  'vendor supplier',
  'contract agreement',
  'signature sign',
  'lead prospect',
  'pipeline funnel',
  'stage step status',
  'status state',
  'review rating',
  'score rating',
  'ai model llm gpt',
  'chat conversation',
  'transcript transcription',
  'summary gist',
  'voice call audio',
  'device equipment',
  'vehicle car truck',
  'student pupil learner',
  'course class lesson',
  'teacher instructor',
  'exam quiz test',
  'patient',
  'property listing',
  'booking reservation',
  'slot availability',
  'calendar schedule',
  'reminder alert notification',
  'notification push alert',
  'profile user',
  'event action activity',
  'inbound incoming received reply',
  'outbound outgoing sent',
  'coworker colleague',
  'boss manager',
  'contractor freelancer',
  'donation gift',
  'donor supporter',
  'volunteer helper',
  'library storage',
  'presentation slides file',
  'session meeting',
  'poll vote survey',
  'timezone zone',
  'language locale',
  'country nation',
].map((group) => group.split(' '));

const membersOf = new Map<string, Set<number>>();
for (const [index, group] of groups.entries())
  for (const word of group) membersOf.set(word, (membersOf.get(word) ?? new Set()).add(index));

/** What a question word or a name stands for, in words that actions have for it. */
export const kinds: Readonly<Record<string, readonly string[]>> = {
  '@person':
    'person user member contact attendee participant registrant subscriber employee worker staff customer client recipient lead candidate student patient guest profile people membership visitor'.split(
      ' ',
    ),
  '@place': 'location address place source origin country city site venue position'.split(' '),
  '@time': 'date time schedule deadline calendar day period'.split(' '),
};

/** True when software calls one thing by both words. */
export function isSameConcept(a: string, b: string): boolean {
  const first = membersOf.get(a);
  const second = membersOf.get(b);
  if (first === undefined || second === undefined) return false;
  for (const group of first) if (second.has(group)) return true;
  return false;
}

/** Other words for the same thing. */
export function conceptsOf(word: string): readonly string[] {
  const found = new Set<string>();
  for (const group of membersOf.get(word) ?? [])
    for (const other of groups[group] ?? []) if (other !== word) found.add(other);
  return [...found];
}
