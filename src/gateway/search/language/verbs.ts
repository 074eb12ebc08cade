import { editsBetween } from './words.ts';

/**
 * What can be done to a thing, and the words for it. A word before the bar says it plainly, one after it may say it.
 * Written from general English, not from the queries that the search is measured with.
 */
const words = {
  create:
    'create add make new build insert compose author draft establish form|set open raise start post write put introduce record register enter log file submit save place begin spin define include store propose launch design jot note book order plan issue append report define prepare',
  get: 'get retrieve fetch read view display lookup obtain inspect describe introspect return|show see open find check look pull give tell load know print access examine explain reveal grab have visit preview',
  list: 'list browse enumerate|show see get view display fetch give retrieve find all have pull which read load',
  search: 'search find query lookup|look filter locate match discover seek identify explore browse hunt track get',
  update:
    'update edit change modify amend alter revise correct adjust|set fix rename replace switch rewrite mark move reset save put assign improve patch customize configure refresh reword tweak upgrade extend increase reduce raise lower swap transition toggle store make',
  delete:
    'delete remove erase destroy drop discard trash purge|clear clean wipe kill eliminate detach cancel exclude kick take evict scrap strip throw eject ban',
  send: 'send deliver email mail message text notify dispatch|forward broadcast push transmit tell ping shoot fire sms write alert remind announce share distribute inform blast fax post publish',
  cancel:
    'cancel abort revoke rescind void withdraw|stop unschedule drop call delete terminate undo refuse annul reject',
  stop: 'stop halt end terminate suspend abort|pause finish kill cancel shut hangup disable quit discontinue close interrupt freeze cease hold',
  pause: 'pause suspend hold|freeze halt stop interrupt',
  start: 'start launch begin initiate run resume|trigger kick open activate boot execute initialize play enable fire',
  resume: 'resume unpause continue restart reactivate|start reopen restore unfreeze',
  run: 'run execute trigger invoke launch start|call perform fire process kick evaluate do query test',
  archive: 'archive|shelve store close deactivate hide trash retire put',
  restore: 'restore unarchive recover undelete reinstate|bring reactivate undo revert return rollback',
  enable: 'enable activate|turn switch allow reactivate unlock start permit',
  disable: 'disable deactivate|turn switch suspend lock block stop forbid',
  approve: 'approve accept confirm authorize|allow grant sign ok permit admit acknowledge',
  reject: 'reject decline deny refuse|disapprove dismiss',
  upload: 'upload import|attach put add push store save load send submit ingest transfer feed insert index',
  import: 'import ingest upload load sync|bring bulk migrate add',
  download: 'download export|get save fetch retrieve pull grab',
  export: 'export download|dump extract get save backup generate',
  copy: 'copy duplicate clone replicate|reproduce repeat',
  move: 'move transfer relocate migrate|shift reassign change put drag transition forward reorder',
  merge: 'merge combine consolidate unite|join deduplicate bundle',
  convert: 'convert transform turn transcode encode decode|change translate parse format make render rasterize export',
  invite: 'invite|add ask send enroll bring',
  subscribe: 'subscribe enroll register join|add sign follow opt enlist',
  unsubscribe: 'unsubscribe unenroll|remove opt leave delete cancel stop take',
  register: 'register enroll signup|add create sign subscribe book admit',
  verify: 'verify validate check confirm test|authenticate prove examine see',
  check: 'check verify|see get is look inspect find test show know examine make',
  count: 'count tally total|number calculate get how sum',
  calculate: 'calculate compute estimate|quote count evaluate get work determine',
  estimate: 'estimate quote calculate forecast predict|get preview',
  analyze:
    'analyze analyse evaluate assess classify detect|score examine measure review inspect rate study understand judge',
  detect: 'detect recognize identify|find spot analyze check extract tell classify see',
  extract: 'extract parse pull|get read scrape scan recognize take capture',
  generate: 'generate produce create make render|build draw write draft compose issue design prepare get',
  translate: 'translate|convert render localize',
  transcribe: 'transcribe|convert write turn',
  summarize: 'summarize|condense shorten digest recap',
  publish: 'publish release deploy|post launch push make announce share put',
  unpublish: 'unpublish|hide withdraw remove take',
  assign: 'assign reassign allocate delegate|give set put hand appoint link move',
  unassign: 'unassign|remove take',
  tag: 'tag label|mark flag categorize add star',
  mark: 'mark flag|set complete tag tick label',
  complete: 'complete finish close resolve|mark end done tick finalize check',
  close: 'close|resolve complete end shut finish lock archive',
  reopen: 'reopen|restore open reactivate',
  schedule: 'schedule plan|book arrange create set program delay reschedule organize',
  reschedule: 'reschedule postpone|move change shift update delay',
  pay: 'pay charge capture bill purchase|collect debit buy transfer settle take',
  buy: 'buy purchase order|get acquire pay',
  refund: 'refund reimburse|return repay reverse give',
  sign: 'sign|approve',
  share: 'share|publish send give distribute show grant invite',
  link: 'link connect associate attach|add join relate map bind',
  unlink: 'unlink disconnect detach disassociate dissociate|remove delete separate',
  lock: 'lock|block freeze close protect',
  unlock: 'unlock|open enable release',
  block: 'block ban|blacklist prevent stop exclude suppress',
  unblock: 'unblock unban|allow',
  track: 'track monitor|follow watch log record locate trace see get',
  comment: 'comment reply annotate|add respond answer write note leave post react',
  reply: 'reply respond answer|comment send write react',
  call: 'call dial phone ring|contact make speak',
  rate: 'rate score grade|review vote',
  sync: 'sync synchronize|refresh update match',
  enrich: 'enrich|find get lookup complete append',
  scrape: 'scrape crawl|extract get fetch',
  compare: 'compare match|diff check',
  encrypt: 'encrypt tokenize protect mask|hide secure hash',
  decrypt: 'decrypt detokenize unmask|reveal',
  compress: 'compress shrink reduce optimize|shorten minimize',
  resize: 'resize scale crop|shrink enlarge change upscale',
  shorten: 'shorten|abbreviate compress cut create',
  rename: 'rename|name change update title',
  reset: 'reset|clear restore change restart',
  rotate: 'rotate regenerate renew refresh reissue|replace change',
  fill: 'fill complete|populate answer enter',
  apply: 'apply|use add set',
  take: 'take capture|make screenshot get',
  log: 'log record track|add enter create register note submit save clock punch',
  evaluate: 'evaluate test run|check calculate',
  test: 'test try|check run verify simulate',
  request: 'request ask|send create submit order',
  submit: 'submit|send create file hand post enter',
  report: 'report|get show create submit see',
  attend: 'attend|join come',
  train: 'train teach fit|create learn build',
  predict: 'predict forecast|estimate guess create',
  embed: 'embed vectorize|turn convert insert',
  geocode: 'geocode|locate find convert',
  print: 'print|get generate',
  ship: 'ship fulfill|send deliver dispatch',
  receive: 'receive|get collect accept',
  chat: 'chat ask talk converse|message prompt answer complete',
  query: 'query|search run ask find select execute get',
} as const;

export type VerbClass = keyof typeof words;

/** How well an action that does the second serves somebody who wants the first, where it is not all or nothing. */
const affinities: Readonly<Record<string, string>> = {
  get: 'list:.8 search:.7 check:.7 download:.5 track:.5 query:.5 report:.6 count:.5 export:.35 estimate:.4 calculate:.4 verify:.4 extract:.4 detect:.3',
  list: 'get:.8 search:.75 query:.5 export:.4 report:.5 count:.4 download:.35 track:.4',
  search: 'list:.75 get:.7 query:.8 extract:.3 detect:.3 enrich:.5 verify:.3 scrape:.3 geocode:.4',
  check: 'get:.85 verify:.95 list:.65 search:.6 detect:.6 analyze:.55 track:.5 test:.5 query:.4 count:.4',
  verify: 'check:.95 get:.55 test:.7 search:.4 approve:.4 detect:.5 analyze:.4 list:.35',
  create:
    'upload:.6 generate:.7 register:.7 schedule:.7 log:.7 submit:.7 import:.5 start:.4 invite:.4 subscribe:.5 send:.35 copy:.3 buy:.4 request:.6 comment:.6 publish:.4 report:.4 update:.3 link:.3 track:.35 assign:.3 reply:.4 train:.5 apply:.35 tag:.3 run:.25 call:.35 take:.35',
  update:
    'rename:.8 move:.6 assign:.65 mark:.7 reschedule:.7 complete:.5 close:.5 tag:.5 enable:.5 disable:.5 create:.3 convert:.2 upload:.35 apply:.5 reset:.5 publish:.3 link:.3 resize:.3 archive:.3 sync:.4 reopen:.5 restore:.3 fill:.4',
  delete:
    'cancel:.6 archive:.6 unsubscribe:.65 unlink:.65 unassign:.7 block:.35 stop:.3 disable:.4 unpublish:.5 reset:.4 close:.3 refund:.1 update:.2',
  cancel: 'delete:.65 stop:.75 close:.4 refund:.3 unsubscribe:.5 reject:.4 archive:.3 disable:.4 update:.25 pause:.4',
  stop: 'cancel:.7 pause:.75 disable:.6 close:.6 complete:.5 delete:.4 unsubscribe:.5 block:.35 update:.2 archive:.3',
  pause: 'stop:.75 disable:.5 update:.25 cancel:.3',
  start: 'run:.85 resume:.7 enable:.65 create:.5 send:.4 publish:.4 schedule:.3 call:.3 update:.15 train:.3',
  resume: 'start:.75 enable:.6 restore:.6 run:.5 reopen:.6 update:.2',
  run: 'start:.85 query:.6 create:.4 evaluate:.6 test:.5 send:.3 call:.3 generate:.3 get:.2',
  send: 'invite:.5 submit:.5 reply:.6 create:.45 publish:.4 share:.6 call:.2 schedule:.3 comment:.4 request:.4 chat:.5 start:.2 upload:.2 ship:.4 run:.2',
  archive: 'delete:.5 close:.5 disable:.4 update:.3',
  restore: 'resume:.6 reopen:.6 enable:.5 update:.25',
  enable: 'start:.6 update:.5 resume:.6 restore:.4 unlock:.5',
  disable: 'stop:.7 delete:.45 block:.5 update:.5 pause:.6 archive:.5 lock:.5 unsubscribe:.3',
  approve: 'verify:.4 update:.4 complete:.3 sign:.4',
  reject: 'cancel:.5 update:.4 delete:.3',
  upload: 'create:.7 import:.85 send:.25 update:.3',
  import: 'upload:.85 create:.65 sync:.5',
  download: 'export:.85 get:.7 list:.35 extract:.35',
  export: 'download:.85 get:.6 list:.5 generate:.4 create:.3',
  copy: 'create:.45',
  move: 'update:.6 assign:.5 reschedule:.5',
  merge: 'create:.35 update:.35 link:.4',
  convert:
    'generate:.45 create:.4 translate:.5 transcribe:.4 extract:.4 get:.2 resize:.3 export:.4 geocode:.4 embed:.5',
  invite: 'create:.65 send:.55 register:.5 share:.5 subscribe:.4',
  subscribe: 'create:.7 register:.75 update:.2 invite:.3',
  unsubscribe: 'delete:.75 cancel:.6 block:.5 update:.35 stop:.4 disable:.3',
  register: 'create:.8 subscribe:.7 submit:.3 log:.4',
  count: 'get:.65 list:.65 search:.5 report:.6 calculate:.5 query:.4',
  calculate: 'estimate:.9 get:.6 create:.35 generate:.35 convert:.3 query:.3 analyze:.4',
  estimate: 'calculate:.9 get:.65 predict:.7 create:.4',
  analyze: 'detect:.75 get:.45 evaluate:.7 extract:.5 check:.5 verify:.45 predict:.4',
  detect: 'analyze:.75 extract:.5 search:.4 check:.5 verify:.5 get:.4',
  extract: 'get:.45 convert:.45 scrape:.7 detect:.5 download:.3 search:.35 transcribe:.3',
  generate: 'create:.85 get:.4 export:.35 convert:.3 send:.15 chat:.4 run:.2',
  translate: 'convert:.6 generate:.2',
  transcribe: 'convert:.6 extract:.5 create:.5 generate:.3',
  summarize: 'generate:.4 extract:.3 analyze:.3 create:.3 get:.25',
  publish: 'create:.55 send:.4 update:.35 start:.3 share:.4 upload:.3',
  unpublish: 'delete:.5 update:.4 archive:.5 disable:.4',
  assign: 'update:.7 create:.4 link:.6 move:.4 invite:.3',
  unassign: 'delete:.8 update:.4 unlink:.6',
  tag: 'update:.6 create:.6 mark:.7 assign:.5 link:.4',
  mark: 'update:.75 complete:.6 tag:.6 close:.4',
  complete: 'update:.65 close:.85 mark:.7 stop:.5 submit:.4',
  close: 'complete:.8 update:.6 stop:.6 archive:.5 cancel:.4 delete:.25',
  reopen: 'restore:.6 update:.6 resume:.6',
  schedule: 'create:.8 update:.35 send:.35 reschedule:.4',
  reschedule: 'update:.85 move:.6 schedule:.45',
  pay: 'create:.6 buy:.7 send:.3 run:.2 submit:.2',
  buy: 'create:.65 pay:.7 request:.5',
  refund: 'create:.4 cancel:.3 pay:.15',
  sign: 'request:.3 approve:.4 create:.3 send:.3',
  share: 'send:.5 create:.45 publish:.5 invite:.5 update:.3 link:.3',
  link: 'create:.65 assign:.6 update:.5 tag:.3 upload:.3',
  unlink: 'delete:.8 unassign:.6 update:.3',
  lock: 'update:.4 disable:.6 close:.5 block:.5',
  unlock: 'update:.4 enable:.6',
  block: 'create:.5 disable:.5 delete:.35 update:.4',
  unblock: 'delete:.6 enable:.5 update:.4',
  track: 'get:.75 list:.5 create:.45 log:.5 search:.5 check:.5 upload:.35',
  comment: 'create:.75 reply:.8 send:.4 update:.25',
  reply: 'create:.6 send:.7 comment:.8',
  call: 'create:.6 start:.5 send:.3',
  rate: 'create:.5 update:.4 get:.3',
  sync: 'update:.5 import:.5 run:.5',
  enrich: 'get:.7 search:.7',
  scrape: 'extract:.8 get:.5 run:.4 create:.3',
  compare: 'get:.4 analyze:.4 verify:.4',
  encrypt: 'create:.4 convert:.3',
  decrypt: 'get:.4 convert:.3',
  compress: 'convert:.5 resize:.5',
  resize: 'convert:.5 update:.3',
  shorten: 'create:.75 generate:.5 convert:.3 summarize:.4',
  rename: 'update:.9',
  reset: 'update:.5 delete:.4',
  rotate: 'update:.5 create:.5 generate:.6',
  fill: 'update:.4 create:.5 submit:.6',
  apply: 'create:.5 update:.6 link:.4',
  take: 'create:.6 get:.4',
  log: 'create:.85 track:.6 update:.3 upload:.3',
  evaluate: 'run:.7 analyze:.6 calculate:.6 test:.6',
  test: 'run:.6 verify:.7 check:.7 send:.2',
  request: 'create:.75 send:.65 get:.25',
  submit: 'create:.8 send:.5 upload:.4 complete:.4',
  report: 'get:.8 list:.5 create:.5 generate:.4',
  attend: 'get:.5 list:.5',
  train: 'create:.75 run:.5 start:.5',
  predict: 'create:.6 estimate:.7 get:.5 analyze:.5',
  embed: 'create:.6 generate:.5 convert:.5',
  geocode: 'convert:.6 search:.6 get:.6',
  print: 'get:.5 generate:.5 create:.4 download:.5',
  ship: 'create:.6 send:.6',
  receive: 'get:.6 list:.5 create:.3',
  chat: 'create:.6 send:.6 generate:.6 run:.3',
  query: 'search:.85 run:.7 get:.6 list:.6',
};

const plainly = 1;
const perhaps = 0.55;

const classesOfWord = new Map<string, Map<VerbClass, number>>();
for (const [name, list] of Object.entries(words) as [VerbClass, string][]) {
  const [sure = '', maybe = ''] = list.split('|');
  for (const [group, weight] of [
    [maybe, perhaps],
    [sure, plainly],
  ] as const)
    for (const word of group.split(' ').filter(Boolean)) {
      const known = classesOfWord.get(word) ?? new Map<VerbClass, number>();
      known.set(name, weight);
      classesOfWord.set(word, known);
    }
}

const affinityOf = new Map<VerbClass, Map<VerbClass, number>>();
for (const [wanted, list] of Object.entries(affinities))
  affinityOf.set(
    wanted as VerbClass, // The keys of the table above are classes; a test says so.
    new Map(
      list
        .split(' ')
        .map((pair) => pair.split(':'))
        .map(([name, weight]) => [name as VerbClass, Number(weight)]),
    ),
  );

/** The verb that a misspelt word is meant to be; undefined when none is near. */
export function nearestVerb(word: string): string | undefined {
  if (word.length < 4) return undefined;
  const most = word.length >= 6 ? 2 : 1;
  let best: string | undefined;
  let least = most + 1;
  for (const known of classesOfWord.keys()) {
    if (known[0] !== word[0] && known[1] !== word[1]) continue;
    const edits = editsBetween(word, known, most);
    if (edits < least) {
      least = edits;
      best = known;
    }
  }
  return best;
}

/** What a word may want done, each with how surely; undefined for no verb that is known. */
export function classesOf(lemma: string): ReadonlyMap<VerbClass, number> | undefined {
  return classesOfWord.get(lemma);
}

/** 1 when they are the same, 0 when one does not serve the other. */
export function affinity(wanted: VerbClass, offered: VerbClass): number {
  return wanted === offered ? 1 : (affinityOf.get(wanted)?.get(offered) ?? 0);
}
