import type { FindingText } from '../finding.ts'

/** Short titles, and remedies that can be followed on this page. A code without an entry is shown as the service says it. */
export const findings = {
  'conflict.undecided': say(
    'Conflicts that only a person can decide',
    'Choose what happens to each of them under Conflicts.',
  ),
  'conflict.fail': say(
    'There are conflicts, and the rule is to stop',
    'Choose another rule under Conflicts.',
  ),
  'conflict.kept-target': say(
    'The target keeps its own; the one of the source stays behind',
    'Tell those who use the one of the source.',
  ),
  'decision.name-taken': say('A wanted name cannot be used', 'Choose another name under Conflicts.'),
  'access.no-role': say(
    'People without a role in the source become members of the target',
    'Look at whether they should have access at all.',
  ),
  'access.outsiders': say(
    'People with a role in the source who do not move',
    'Give them a role in the target by hand if they need one.',
  ),
  'access.gains': say('People gain rights in the target', 'Look at them under People and access.'),
  'access.audience': say('More people will see what is shared', 'Un-share what is not meant for both.'),
  'access.several-memberships': say(
    'People who are members more than once',
    'Leave each person one membership, then make the plan again.',
  ),
  'access.dependants': say(
    'Other rows refer to memberships that go',
    'Let them refer to the membership in the target, or remove one of the two in the app.',
  ),
  'source.empty': say(
    'The source has nothing that could move',
    'Delete it in the app if it is no longer needed.',
  ),
  'source.not-empty': say(
    'Something stays behind, so the source cannot be deleted',
    'Settle the conflicts so that everything moves, or keep the source.',
  ),
  'source.outsider-roles': say(
    'Roles of people who do not move would go with the source',
    'Accept it, or keep the source.',
  ),
  'source.orphan-roles': say(
    'Roles of people who no longer exist go with the source',
    'An undo cannot bring these back.',
  ),
  'reference.crosses': say(
    'References that would cross between the organizations',
    'Rename instead of leaving behind, or look at these rows afterwards.',
  ),
  'pointers.anew': say('What points to the source will point to the target', 'Nothing needs to be done.'),
  'blueprint.no-verdict': say('A table about which the blueprint says nothing', null),
  'blueprint.no-verdict-column': say('A column about which the blueprint says nothing', null),
  'blueprint.follows-by-itself': say('Tables that go along by themselves', 'Nothing needs to be done.'),
  'table.no-address': say('A table whose rows cannot be told apart', 'Give it a primary key.'),
  'table.null-address': say('Rows without a value in their primary key', 'Give them a key, or delete them.'),
  'table.generated-organization': say('The organization column is made from another', null),
  'table.row-security': say('Rows are hidden from this database user', 'Connect as the owner of the tables.'),
  'table.refers-to-memberships': say('Rows refer to memberships that go', null),
  'table.triggers': say(
    'Triggers of the app run on tables that change',
    'They stay active; if one refuses a change, nothing changes.',
  ),
  'table.no-index': say(
    'A table without an index on the organization',
    'An index makes it faster where the table is large.',
  ),
  'table.type-and-id': say(
    'Rows that name others by type and id',
    'Ids do not change. Only a pair that names an organization needs a look.',
  ),
  'lamb.kb-server-differs': say(
    'The organizations use different knowledge base servers',
    'Copy the knowledge bases to the server of the target first.',
  ),
  'lamb.knowledge-store-server-differs': say(
    'The organizations use different servers for knowledge stores',
    'Copy the knowledge stores to the server of the target first.',
  ),
  'lamb.library-server-differs': say(
    'The organizations use different library servers',
    'Copy the files to the server of the target first.',
  ),
  'lamb.no-provider': say(
    'The target has no provider of models',
    'Set one up in the target before people go on working.',
  ),
  'lamb.model-missing': say(
    'Assistants use models that the target does not offer',
    'Offer these models in the target, or choose others for these assistants.',
  ),
  'lamb.costs-move': say('The target pays for the moved assistants', 'Tell whoever pays for the target.'),
  'lamb.visibility-widens': say(
    'Members of both organizations share what is shared',
    'Make private, before the move, what must not be seen.',
  ),
  'lamb.sharing-off': say(
    'Sharing is switched off in the target',
    'Switch it on there if people are to share new things.',
  ),
  'lamb.rag-off': say(
    'Knowledge bases are switched off in the target',
    'Switch them on there if assistants use them.',
  ),
  'lamb.lti-publishing-off': say(
    'Publishing to the learning platform is switched off in the target',
    'Switch it on there if assistants are to be published.',
  ),
  'lamb.mcp-off': say('MCP is switched off in the target', 'Switch it on there if assistants use it.'),
  'lamb.signup-open': say(
    'Sign-up is open in the source, and will be switched off',
    'Give people the sign-up key of the target.',
  ),
  'lamb.library-permalinks': say(
    'Permalinks of library files will no longer work',
    'Have the organization changed in the library service as well, and give out new links.',
  ),
  'lamb.knowledge-store-paths': say(
    'The knowledge base server files content under the old organization',
    'Have it moved there as well.',
  ),
  'lamb.lti-setup-in-flight': say(
    'Set-up pages that are open now still write the old organization',
    'Verify the migration a quarter of an hour later.',
  ),
  'decision.name-not-allowed': say(
    'The app does not allow a wanted name',
    'Choose another name under Conflicts.',
  ),
  'reference.parts-people': say(
    'People are parted from rows that name them',
    'Nothing is lost. Rename or clear instead of leaving behind where they must stay together.',
  ),
  'blueprint.no-verdict-content': say('Organizations are named inside a text or JSON column', null),
  'table.unreadable': say(
    'Tables that nobody could look into',
    'Let the database user read them, or make sure that they name no organization.',
  ),
  'outside.litellm-team': say(
    'The LiteLLM team of the target takes over people and keys',
    'Nothing needs to be done; the emptied team of the source stays.',
  ),
  'outside.stripe-customers': say(
    'Stripe customers stay apart, and belong to the target',
    'Look at Stripe whether two subscriptions pay for the same thing.',
  ),
  'openhands.secrets-shared': say(
    'Secrets stay people’s own, and are used in the target',
    'Nothing needs to be done.',
  ),
  'openhands.api-keys-move': say(
    'API keys go on working, and act in the target',
    'Have keys deleted that must not act there.',
  ),
  'openhands.invitations-move': say(
    'Open invitations lead into the target',
    'Revoke the invitations that must not count there.',
  ),
  'openhands.personal-source': say(
    'The source is somebody’s personal organization',
    'Tell the person. An undo brings the personal organization back.',
  ),
  'openhands.personal-target': say(
    'The target is somebody’s personal organization',
    'Choose an organization that is nobody’s own, or accept that OpenHands shows it as a personal one.',
  ),
  'promotion.duplicate-rows': say(
    'More than one row of settings: the newest counts',
    'Nothing needs to be done; the other rows stay as they are.',
  ),
  'promotion.no-legacy-row': say(
    'No row of settings: the defaults of the app count',
    'Leave these people out if they are gone for good.',
  ),
  'promotion.half-promoted': say(
    'Marked as done, though something is missing',
    'Nothing needs to be done; only what is missing is added.',
  ),
  'promotion.organization-existed': say(
    'They have an organization of their own already',
    'Nothing needs to be done; it is left as it is.',
  ),
  'promotion.rows-elsewhere': say(
    'Rows that belong to another organization stay there',
    'Nothing needs to be done.',
  ),
  'promotion.name-taken': say(
    'The name is taken, so a number follows it',
    'Nothing needs to be done; the name can be changed in the app.',
  ),
  'promotion.same-names': say(
    'Several rows of one name: the newest keeps it, the others get a number',
    'Tell these people, or have rows deleted first that they do not need.',
  ),
  'promotion.address-unknown': say(
    'The organization gets no address of the app’s own LiteLLM',
    'Set RESETTLE_APP_LITELLM_URL to the address that stands in people’s settings, and start the service again.',
  ),
  'promotion.secret-unreadable': say(
    'A secret cannot be read: it is kept, but the app may not be able to use it',
    'Set RESETTLE_APP_SECRET to the secret of the app, and start the service again.',
  ),
  'promotion.unknown-table': say('Rows of people that no promotion knows: they stay as they are', null),
  'promotion.stays': say('Rows that stay people’s own', 'Nothing needs to be done.'),
} as const satisfies Record<string, FindingText>

function say(title: string, remedy: string | null): FindingText {
  return { title, remedy }
}
