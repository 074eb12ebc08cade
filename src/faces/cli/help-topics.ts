/** What `help` explains besides commands. */
export const helpTopics = {
  flags: 'The flags of every command',
  'exit-codes': 'The exit codes, and the errors that lead to them',
  input: 'How to give JSON, text and files: quotes, @file, standard input',
  output: 'What goes where: tables, --json, --quiet, colours',
  environment: 'The variables that commands read',
} as const;
