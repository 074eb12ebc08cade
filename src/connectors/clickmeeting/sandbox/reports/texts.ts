import type { ReportLanguage, Role } from '../entities.ts';

/** Words of a report in one language. */
export interface ReportTexts {
  readonly title: string;
  readonly room: string;
  readonly started: string;
  readonly ended: string;
  readonly people: string;
  readonly most: string;
  readonly average: string;
  readonly attendees: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly entered: string;
  readonly left: string;
  readonly minutes: string;
  readonly device: string;
  readonly rating: string;
  readonly ratings: string;
  readonly polls: string;
  readonly votes: string;
  readonly chat: string;
  readonly time: string;
  readonly message: string;
  readonly length: string;
  readonly zone: string;
  readonly visits: string;
  readonly allMinutes: string;
  readonly averageMinutes: string;
  readonly messages: string;
  readonly nobody: string;
  readonly noRatings: string;
  readonly noPolls: string;
  readonly noChat: string;
  /** Said at the end when codes stand for characters. */
  readonly codes: string;
  readonly roles: Readonly<Record<Role, string>>;
}

const en: ReportTexts = {
  title: 'Session report',
  room: 'Room',
  started: 'Start',
  ended: 'End',
  people: 'Attendees',
  most: 'Most at one time',
  average: 'Average rating',
  attendees: 'Attendees',
  name: 'Name',
  email: 'E-mail',
  role: 'Role',
  entered: 'Entered',
  left: 'Left',
  minutes: 'Min.',
  rating: 'Rating',
  polls: 'Polls',
  chat: 'Chat',
  device: 'Device',
  ratings: 'Ratings',
  votes: 'Votes',
  time: 'Time',
  message: 'Message',
  zone: 'Time zone',
  length: 'Length',
  visits: 'Visits',
  allMinutes: 'Minutes of all together',
  averageMinutes: 'Minutes of one person',
  messages: 'Chat messages',
  nobody: 'Nobody came.',
  noRatings: 'Nobody rated the session.',
  noPolls: 'There was no poll.',
  noChat: 'Nobody wrote in the chat.',
  codes: 'A character that the font of this report lacks is given by its Unicode code: [U+5F20].',
  roles: {
    listener: 'Listener',
    presenter: 'Presenter',
    host: 'Host',
    moderator: 'Moderator',
    guest_speaker: 'Guest speaker',
  },
};

const pl: ReportTexts = {
  title: 'Raport z sesji',
  room: 'Pokój',
  started: 'Początek',
  ended: 'Koniec',
  people: 'Uczestnicy',
  most: 'Najwięcej jednocześnie',
  average: 'Średnia ocena',
  attendees: 'Uczestnicy',
  name: 'Imię i nazwisko',
  email: 'E-mail',
  role: 'Rola',
  entered: 'Wejście',
  left: 'Wyjście',
  minutes: 'Min.',
  rating: 'Ocena',
  polls: 'Ankiety',
  chat: 'Czat',
  device: 'Urządzenie',
  ratings: 'Oceny',
  votes: 'Głosy',
  time: 'Godzina',
  message: 'Wiadomość',
  zone: 'Strefa czasowa',
  length: 'Czas trwania',
  visits: 'Wejścia',
  allMinutes: 'Łączna liczba minut',
  averageMinutes: 'Minut na osobę',
  messages: 'Wiadomości na czacie',
  nobody: 'Nikt nie przyszedł.',
  noRatings: 'Nikt nie ocenił sesji.',
  noPolls: 'Nie było ankiety.',
  noChat: 'Nikt nie pisał na czacie.',
  codes: 'Znak, którego nie ma w czcionce raportu, podano jako kod Unicode: [U+5F20].',
  roles: {
    listener: 'Słuchacz',
    presenter: 'Prezenter',
    host: 'Gospodarz',
    moderator: 'Moderator',
    guest_speaker: 'Gość',
  },
};

const ru: ReportTexts = {
  title: 'Отчёт о сессии',
  room: 'Комната',
  started: 'Начало',
  ended: 'Окончание',
  people: 'Участники',
  most: 'Максимум одновременно',
  average: 'Средняя оценка',
  attendees: 'Участники',
  name: 'Имя',
  email: 'Эл. почта',
  role: 'Роль',
  entered: 'Вход',
  left: 'Выход',
  minutes: 'Мин.',
  rating: 'Оценка',
  polls: 'Опросы',
  chat: 'Чат',
  device: 'Устройство',
  ratings: 'Оценки',
  votes: 'Голоса',
  time: 'Время',
  message: 'Сообщение',
  zone: 'Часовой пояс',
  length: 'Длительность',
  visits: 'Посещения',
  allMinutes: 'Всего минут',
  averageMinutes: 'Минут на человека',
  messages: 'Сообщения в чате',
  nobody: 'Никто не пришёл.',
  noRatings: 'Никто не поставил оценку.',
  noPolls: 'Опросов не было.',
  noChat: 'В чате никто не писал.',
  codes: 'Знак, которого нет в шрифте отчёта, показан кодом Юникода: [U+5F20].',
  roles: {
    listener: 'Слушатель',
    presenter: 'Докладчик',
    host: 'Организатор',
    moderator: 'Модератор',
    guest_speaker: 'Гость',
  },
};

const de: ReportTexts = {
  title: 'Sitzungsbericht',
  room: 'Raum',
  started: 'Beginn',
  ended: 'Ende',
  people: 'Teilnehmer',
  most: 'Höchstens gleichzeitig',
  average: 'Durchschnittliche Bewertung',
  attendees: 'Teilnehmer',
  name: 'Name',
  email: 'E-Mail',
  role: 'Rolle',
  entered: 'Beitritt',
  left: 'Austritt',
  minutes: 'Min.',
  rating: 'Note',
  polls: 'Umfragen',
  chat: 'Chat',
  device: 'Gerät',
  ratings: 'Bewertungen',
  votes: 'Stimmen',
  time: 'Uhrzeit',
  message: 'Nachricht',
  zone: 'Zeitzone',
  length: 'Dauer',
  visits: 'Besuche',
  allMinutes: 'Minuten insgesamt',
  averageMinutes: 'Minuten pro Person',
  messages: 'Chatnachrichten',
  nobody: 'Niemand war da.',
  noRatings: 'Niemand hat die Sitzung bewertet.',
  noPolls: 'Es gab keine Umfrage.',
  noChat: 'Niemand hat im Chat geschrieben.',
  codes: 'Ein Zeichen, das der Schrift dieses Berichts fehlt, steht als Unicode-Nummer da: [U+5F20].',
  roles: {
    listener: 'Zuhörer',
    presenter: 'Vortragender',
    host: 'Gastgeber',
    moderator: 'Moderator',
    guest_speaker: 'Gastredner',
  },
};

const es: ReportTexts = {
  title: 'Informe de la sesión',
  room: 'Sala',
  started: 'Inicio',
  ended: 'Fin',
  people: 'Asistentes',
  most: 'Máximo simultáneo',
  average: 'Valoración media',
  attendees: 'Asistentes',
  name: 'Nombre',
  email: 'Correo',
  role: 'Función',
  entered: 'Entrada',
  left: 'Salida',
  minutes: 'Min.',
  rating: 'Nota',
  polls: 'Encuestas',
  chat: 'Chat',
  device: 'Dispositivo',
  ratings: 'Valoraciones',
  votes: 'Votos',
  time: 'Hora',
  message: 'Mensaje',
  zone: 'Zona horaria',
  length: 'Duración',
  visits: 'Visitas',
  allMinutes: 'Minutos en total',
  averageMinutes: 'Minutos por persona',
  messages: 'Mensajes de chat',
  nobody: 'No vino nadie.',
  noRatings: 'Nadie valoró la sesión.',
  noPolls: 'No hubo encuestas.',
  noChat: 'Nadie escribió en el chat.',
  codes: 'Un carácter que falta en la fuente del informe aparece con su código Unicode: [U+5F20].',
  roles: {
    listener: 'Oyente',
    presenter: 'Presentador',
    host: 'Anfitrión',
    moderator: 'Moderador',
    guest_speaker: 'Ponente invitado',
  },
};

export const reportTexts: Readonly<Record<ReportLanguage, ReportTexts>> = { en, pl, ru, de, es };
