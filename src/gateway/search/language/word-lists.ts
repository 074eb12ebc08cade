/** Words that say nothing about what is wanted. */
export const stop = new Set(
  'a an and are as at be been being by can could do does did for from give have has had how i in into is it its itself like me mine my of on onto or our ours please so some that the their theirs them then there these this those to up us want was were we what when where which who whom whose why will with would you your yours he she his her him they am not no any if about out off over just now also too very really lets let ll ve re don doesn isn aren wasn all every each need wish ok okay hey hi could should shall may might must get got new one ones thing things stuff something anything everything someone somebody anyone everybody people way kind via per using through'.split(
    ' ',
  ),
);
/** Verbs that only lead to another one: `I want to see`. */
export const emptyVerbs = new Set(
  'want need like wish love try help let please be have do can could would will should go'.split(' '),
);
export const questionStarts = new Set(
  'who whom whose what which when where why how is are was were do does did has have had can could will am'.split(' '),
);
export const openQuestions = new Set('who whom whose what which when where'.split(' '));
/** After these stands a thing, and nothing that is done. */
export const determiners = new Set(
  'a an the my our your his her their this that these those some any all every each no new old last next of for in on at by with from about its more'.split(
    ' ',
  ),
);
export const negations = new Set('not never dont don no without cannot cant'.split(' '));
export const times = new Set(
  'today yesterday tomorrow week month year day morning evening night monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december last next this past ago recent recently latest current currently now soon'.split(
    ' ',
  ),
);
/** Verbs that are names of things as often. */
export const nounToo = new Set(
  'email message order list report call file note comment contact schedule project form offer survey document label tag price cost result book time release test plan rate review record log request reply text'.split(
    ' ',
  ),
);
/** What kind of thing a word asks for. */
export const meantBy: Readonly<Record<string, string>> = {
  who: '@person',
  whom: '@person',
  whose: '@person',
  where: '@place',
  when: '@time',
  someone: '@person',
  somebody: '@person',
  anyone: '@person',
  anybody: '@person',
  everyone: '@person',
  everybody: '@person',
  people: '@person',
  guy: '@person',
};
/** Whether a thing that is said so is there already. */
export const articles = new Map(
  Object.entries({
    a: 'new',
    an: 'new',
    new: 'new',
    another: 'new',
    fresh: 'new',
    the: 'known',
    this: 'known',
    that: 'known',
    my: 'known',
    our: 'known',
    his: 'known',
    her: 'known',
    their: 'known',
  }),
);
/** After these stands what is said besides. */
export const asides = new Set(
  'from in on into onto to off for with about at via through during after before'.split(' '),
);
/** With a verb in -ing after them they only say that it begins or goes on. */
export const beginnings = new Set(['start', 'begin', 'keep', 'continue']);
/** After these stands what is done. */
export const leadsToVerb = new Set('to please and i you we then not can me let lets'.split(' '));
/** What people say before they begin. */
export const openers = new Set(['please', 'so', 'and', 'ok', 'hey', 'hi']);
/** What follows a verb that somebody is told. */
export const objects = new Set(
  'a an the my our your his her their this that these those it them him me us all any every one'.split(' '),
);
/** Who does something in a statement, and what says so. */
export const subjects = new Set('i we he she they it you there that'.split(' '));
export const finite = new Set(
  'is are was were has have had will should must need needs want wants can could isn aren wasn hasn haven'.split(' '),
);
/** Who says so speaks of more than one or two. */
export const many = new Set(
  'all every everyone everybody everything bulk batch many multiple these those several both each bunch'.split(' '),
);
/** After these somebody or something is described. */
export const relatives = new Set('who whom that which'.split(' '));
