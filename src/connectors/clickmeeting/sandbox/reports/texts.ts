import type { ReportLanguage } from '../entities.ts';

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
  readonly rating: string;
  readonly comments: string;
  readonly polls: string;
  readonly chat: string;
  readonly none: string;
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
  comments: 'Comments',
  polls: 'Polls',
  chat: 'Chat',
  none: 'none',
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
  comments: 'Komentarze',
  polls: 'Ankiety',
  chat: 'Czat',
  none: 'brak',
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
  comments: 'Комментарии',
  polls: 'Опросы',
  chat: 'Чат',
  none: 'нет',
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
  comments: 'Kommentare',
  polls: 'Umfragen',
  chat: 'Chat',
  none: 'keine',
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
  comments: 'Comentarios',
  polls: 'Encuestas',
  chat: 'Chat',
  none: 'ninguno',
};

export const reportTexts: Readonly<Record<ReportLanguage, ReportTexts>> = { en, pl, ru, de, es };
