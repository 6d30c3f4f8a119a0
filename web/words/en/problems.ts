import type { ErrorCode } from '../../../src/errors.ts'
import type { PageCode } from '../../api/problem.ts'
import type { ProblemText } from '../problem.ts'

/** Titles and remedies of every error, and of what goes wrong before the service could say anything. */
const known = {
  'page.offline': say(
    'The service cannot be reached.',
    'Check the network and that the service runs; then try again. Nothing you decided is lost.',
  ),
  'page.answer': say(
    'The service answered something this page does not understand.',
    'Try again; if it stays so, look at what stands between this page and the service.',
  ),
  'page.broken': say(
    'This page made a mistake.',
    'Load the page again; if it stays so, report it with this text. Your data is not touched by this.',
  ),
  'page.missing': say(
    'There is nothing at this address.',
    'The link may be old, or mistyped. Go back to the organizations.',
  ),
  'auth.required': say(
    'You are not signed in, or the token is not known.',
    'Sign in with a token that is valid.',
  ),
  'auth.forbidden': say('This is for system administrators.', 'Sign in as an enabled system administrator.'),
  'auth.unavailable': say(
    'The identity provider cannot be reached.',
    'Try again, or sign in with a token of another kind.',
  ),
  'blueprint.mismatch': say(
    'The database does not fit the blueprint.',
    'Add what is missing to the blueprint, then start the service again.',
  ),
  'database.busy': say(
    'The database was locked by another program for too long.',
    'Try again when the app is less busy.',
  ),
  'database.denied': say(
    'The database refused access.',
    'Check the user, the password and the rights of the service.',
  ),
  'database.missing': say(
    'There is no database at this address.',
    'Check the address with which the service was started.',
  ),
  'database.read-only': say('The database cannot be written.', 'Give the service the right to write it.'),
  'database.unavailable': say('The database cannot be reached.', 'Check that it runs, then try again.'),
  'decision.invalid': say('A decision cannot be applied.', 'Choose something else for this conflict.'),
  'internal.unexpected': say(
    'Something happened that should not: a bug.',
    'Please report it with this text.',
  ),
  'migration.failed': say(
    'It failed and was taken back; nothing changed.',
    'Read the reason; after mending it, make the plan again.',
  ),
  'migration.locked': say(
    'Another migration holds one of these organizations.',
    'Wait until it ends, then try again.',
  ),
  'migration.not-found': say('There is no such migration.', 'Look for it in the history.'),
  'migration.refused': say(
    'The database refused a change; nothing changed.',
    'A rule of the app forbids it; its own message stands above.',
  ),
  'organization.not-found': say('There is no such organization.', 'Choose one of the list.'),
  'organization.same': say('Source and target are the same organization.', 'Choose another target.'),
  'organization.system': say('The system organization cannot take part.', 'Choose another one.'),
  'outside.unconfigured': say(
    'An outside system cannot be reached.',
    'Its address and key must be set where the service is started.',
  ),
  'plan.blocked': say(
    'Something blocks the plan.',
    'Settle each finding that blocks it, or accept it where that is offered.',
  ),
  'plan.changed': say(
    'Somebody else changed the plan meanwhile.',
    'It is shown as it is now; look at it, then decide again.',
  ),
  'plan.conflicts': say(
    'There are conflicts, and the rule is to stop.',
    'Choose another rule under Conflicts.',
  ),
  'plan.expired': say('The plan has expired.', 'Make a new one.'),
  'plan.not-found': say('There is no such plan.', 'Make a new one.'),
  'plan.stale': say(
    'The data changed after the plan was made; nothing was changed.',
    'Look at what is different, and make the plan again.',
  ),
  'plan.unapproved': say(
    'The plan needs the approval of a second person.',
    'Ask an administrator who has not changed it.',
  ),
  'plan.undecided': say('Some conflicts are not decided.', 'Decide them under Conflicts.'),
  'plan.used': say('The plan was used already.', 'Look at its run, or make a new plan.'),
  'promotion.conflicts': say(
    'Later changes stand in the way of taking the promotion back.',
    'Look at them in the preview and settle them first.',
  ),
  'promotion.none': say(
    'There is nothing to promote here.',
    'Promotions are for apps whose blueprint describes one.',
  ),
  'promotion.not-found': say('There is no such promotion.', 'Look for it in the list.'),
  'promotion.refused': say(
    'The database refused a promotion; nothing changed.',
    'A rule of the app forbids it; its own message stands above.',
  ),
  'promotion.blocked': say(
    'The app could not read people’s secrets afterwards; nothing changed.',
    'Whoever runs this service must give it the secret with which the app encrypts.',
  ),
  'promotion.stale': say('Others kept writing the rows of these people; nothing changed.', 'Try again.'),
  'request.forged': say(
    'The request does not come from this page.',
    'Load the page again from the address of the service.',
  ),
  'request.invalid': say('The service does not accept this.', 'Correct what is named above.'),
  'request.not-found': say(
    'The service does not know this address.',
    'It may be older than this page: load the page again.',
  ),
  'request.too-large': say('This is too much at a time.', 'Send less at a time.'),
  'request.too-many': say('Too many requests.', 'Wait a moment, then try again.'),
  'request.unconfirmed': say('The confirmation does not match.', 'Type the slug exactly as it is written.'),
  'rollback.conflicts': say(
    'Later changes stand in the way of the undo.',
    'Look at them, then choose what to do about them.',
  ),
  'rollback.done': say('This migration was taken back already.', 'Nothing is left to do.'),
  'rollback.superseded': say('A later migration moved the same rows on.', 'Take the later one back first.'),
  'run.interrupted': say('It was interrupted.', 'Find out whether it was done, and go on.'),
  'run.not-found': say('There is no such run.', 'Look for it in the history.'),
  'run.state': say('This cannot be done to the run as it is now.', 'Look at it again.'),
  'service.read-only': say(
    'This service only looks.',
    'Whoever runs it can start it so that it may change things.',
  ),
  'service.stopping': say('The service is being stopped.', 'Try again in a moment.'),
  'store.newer': say('This database was used by a newer version of Resettle.', 'Update Resettle.'),
  'verification.failed': say('The proof did not hold; nothing changed.', 'Read the checks that failed.'),
  'blueprint.invalid': say(
    'The blueprint contradicts itself.',
    'Correct the places that are named, then start the service again.',
  ),
  'blueprint.not-found': say(
    'There is no such blueprint.',
    'Start the service with a preset or a file that exists.',
  ),
  'command.declined': say('It was declined; nothing changed.', 'Begin again when you want it done.'),
  'command.interrupted': say('It was interrupted; nothing changed.', 'Begin again.'),
  'command.stopped': say('It was stopped; what was done stays.', 'Go on: it goes on where this ended.'),
  'config.invalid': say(
    'A setting of the service cannot be used.',
    'Correct the one that is named, then start the service again.',
  ),
  'database.not-a-database': say(
    'This file is not a database.',
    'Check the address with which the service was started.',
  ),
  'database.url': say(
    'The address of the database cannot be read.',
    'Check the address with which the service was started.',
  ),
  'database.version': say('This version of the database is not supported.', 'Use a version that is.'),
  'effect.not-found': say(
    'There is no such change in another system.',
    'It may be done meanwhile: look at the list again.',
  ),
  'effects.unfinished': say(
    'Changes in other systems are not all done.',
    'Look at each of them; after mending it, go on.',
  ),
  'file.unreadable': say(
    'A file cannot be read.',
    'Check that it is there and that the service may read it.',
  ),
  'file.unwritable': say(
    'A file cannot be written.',
    'Check that the place exists and that the service may write there.',
  ),
  'organization.ambiguous': say('More than one organization answers to this name.', 'Use the id instead.'),
  'plan.invalid': say('The plan cannot be used.', 'Make a new one.'),
  'promotion.unfit': say('This id can be no organization.', 'Give the person a proper id in the app first.'),
  'promotion.unknown': say(
    'Nobody has this id.',
    'Look at the list of those who are left; ids are as the app writes them.',
  ),
  'mail.unavailable': say(
    'The mail server cannot be reached, or takes nothing.',
    'Have it mended, then try again. What was sent is not sent again.',
  ),
  'mail.unconfigured': say(
    'Mail cannot be sent from here.',
    'Whoever runs the service can set RESETTLE_SMTP_URL and RESETTLE_MAIL_FROM.',
  ),
  'notice.not-found': say('There is no such notice.', 'Look at the list in the report.'),
  'notice.state': say('This cannot be done to the notice as it is now.', 'Look at how far it got.'),
  'report.person-not-found': say(
    'Nobody of this name moved in this migration.',
    'Name a person as the report does.',
  ),
  'report.unsealed': say('The file holds no report with a whole seal.', 'Download the report again.'),
  'request.media-type': say('The service did not understand the request.', 'Load the page again.'),
  'token.exists': say('There is a token of this name.', 'Choose another name, or revoke that token.'),
  'token.not-found': say('There is no such token.', 'Look at the list of tokens.'),
  'usage.invalid': say('This cannot be asked like this.', 'Correct what is named above.'),
} as const satisfies Readonly<Record<ErrorCode | PageCode, ProblemText>>

export type KnownProblem = keyof typeof known

export const problems = {
  remedy: 'What to do',
  code: 'Code',
  differences: 'What changed',
  known: known as Readonly<Record<KnownProblem, ProblemText>>,
}

function say(title: string, remedy: string): ProblemText {
  return { title, remedy }
}
