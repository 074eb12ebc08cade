/** Words of the mails in one language. */
export interface MailTexts {
  readonly invitationSubject: (room: string) => string;
  readonly confirmationSubject: (room: string) => string;
  readonly greeting: (name: string) => string;
  readonly invitation: (host: string) => string;
  readonly confirmation: string;
  readonly when: string;
  readonly anyTime: string;
  readonly join: string;
  readonly token: string;
  readonly password: string;
  readonly role: Readonly<Record<'presenter' | 'host', string>>;
}

const en: MailTexts = {
  invitationSubject: (room) => `Invitation: ${room}`,
  confirmationSubject: (room) => `You are registered: ${room}`,
  greeting: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
  invitation: (host) => `${host} invites you to this event:`,
  confirmation: 'Your registration for this event is confirmed. Use your personal link to join:',
  when: 'When',
  anyTime: 'at any time; the room is always open',
  join: 'Join the event',
  token: 'Your access token',
  password: 'Room password',
  role: { presenter: 'You join as a presenter.', host: 'You join as the host.' },
};

const pl: MailTexts = {
  invitationSubject: (room) => `Zaproszenie: ${room}`,
  confirmationSubject: (room) => `Potwierdzenie rejestracji: ${room}`,
  greeting: (name) => (name === '' ? 'Dzień dobry,' : `Dzień dobry, ${name},`),
  invitation: (host) => `${host} zaprasza na wydarzenie:`,
  confirmation: 'Twoja rejestracja na wydarzenie została potwierdzona. Dołącz, używając osobistego linku:',
  when: 'Kiedy',
  anyTime: 'w dowolnym czasie; pokój jest stale otwarty',
  join: 'Dołącz do wydarzenia',
  token: 'Twój token dostępu',
  password: 'Hasło do pokoju',
  role: { presenter: 'Dołączasz jako prezenter.', host: 'Dołączasz jako organizator.' },
};

const de: MailTexts = {
  invitationSubject: (room) => `Einladung: ${room}`,
  confirmationSubject: (room) => `Anmeldung bestätigt: ${room}`,
  greeting: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
  invitation: (host) => `${host} lädt Sie zu dieser Veranstaltung ein:`,
  confirmation: 'Ihre Anmeldung zu dieser Veranstaltung ist bestätigt. Nehmen Sie über Ihren persönlichen Link teil:',
  when: 'Wann',
  anyTime: 'jederzeit; der Raum ist immer geöffnet',
  join: 'Teilnehmen',
  token: 'Ihr Zugangstoken',
  password: 'Raumpasswort',
  role: { presenter: 'Sie nehmen als Präsentator teil.', host: 'Sie nehmen als Gastgeber teil.' },
};

const es: MailTexts = {
  invitationSubject: (room) => `Invitación: ${room}`,
  confirmationSubject: (room) => `Inscripción confirmada: ${room}`,
  greeting: (name) => (name === '' ? 'Hola:' : `Hola, ${name}:`),
  invitation: (host) => `${host} le invita a este evento:`,
  confirmation: 'Su inscripción en este evento está confirmada. Únase con su enlace personal:',
  when: 'Cuándo',
  anyTime: 'en cualquier momento; la sala está siempre abierta',
  join: 'Unirse al evento',
  token: 'Su token de acceso',
  password: 'Contraseña de la sala',
  role: { presenter: 'Se une como presentador.', host: 'Se une como anfitrión.' },
};

const ru: MailTexts = {
  invitationSubject: (room) => `Приглашение: ${room}`,
  confirmationSubject: (room) => `Регистрация подтверждена: ${room}`,
  greeting: (name) => (name === '' ? 'Здравствуйте!' : `Здравствуйте, ${name}!`),
  invitation: (host) => `${host} приглашает вас на мероприятие:`,
  confirmation: 'Ваша регистрация на мероприятие подтверждена. Войдите по личной ссылке:',
  when: 'Когда',
  anyTime: 'в любое время; комната всегда открыта',
  join: 'Присоединиться',
  token: 'Ваш токен доступа',
  password: 'Пароль комнаты',
  role: { presenter: 'Вы участвуете как докладчик.', host: 'Вы участвуете как организатор.' },
};

const textsByLanguage: Readonly<Record<string, MailTexts>> = { en, us: en, pl, de, es, ru };

/** The words of a language; English for one that has none here. */
export function mailTexts(lang: string): MailTexts {
  const key = lang.toLowerCase();
  return Object.hasOwn(textsByLanguage, key) ? (textsByLanguage[key] ?? en) : en;
}
