import { describe, expect, it } from 'vitest'
import { engines } from '../../support/databases.ts'
import { blueprint, orgs } from './support/orgs.ts'
import { createWorld } from './support/world.ts'

const projects = (more = '') => `
  create table projects (org_id integer not null references orgs (id), no integer not null, name text not null,
    primary key (org_id, no), unique (org_id, name)) ${more}`
const tasks = (action = '') => `
  create table tasks (project_no integer not null, task_no integer not null, org_id integer not null, title text,
    primary key (task_no, org_id),
    foreign key (project_no, org_id) references projects (no, org_id) ${action})`
const key = 'create unique index projects_reversed on projects (no, org_id)'
const rows = `
  insert into projects values (1, 10, 'alpha'), (1, 11, 'beta'), (2, 20, 'alpha'), (3, 10, 'alpha'), (3, 30, 'gamma');
  insert into tasks values (10, 1, 1, 'a'), (10, 2, 1, 'b'), (11, 3, 1, 'c'), (20, 4, 2, 'd'), (10, 1, 3, 'e')`
const declared = blueprint({
  projects: { table: 'projects', organization: 'org_id', rename: { column: 'name' } },
  tasks: { table: 'tasks', organization: 'org_id' },
})

describe.each(engines)('the tenant inside the primary key, on %s', (engine) => {
  it.each(['', 'on update cascade', 'on update restrict on delete cascade'])(
    'moves parents and children together where the reference holds the tenant and is "%s"',
    async (action) => {
      const world = await createWorld(engine, declared, [orgs, projects(), key, tasks(action), rows])
      const { plan } = await world.trip({}, async (migration) => {
        expect(await world.rows('select no, name from projects where org_id = 2 order by no')).toEqual([
          { no: 10, name: 'eng_alpha' },
          { no: 11, name: 'beta' },
          { no: 20, name: 'alpha' },
        ])
        expect(await world.list('select task_no from tasks where org_id = 2 order by 1')).toEqual([
          1, 2, 3, 4,
        ])
        expect(migration.renamed).toEqual([
          { resource: 'projects', id: [1, 10], from: 'alpha', to: 'eng_alpha' },
        ])
      })
      expect(plan.resources).toEqual({ projects: 2, tasks: 3 })
    },
  )

  it('does so whichever of the two the blueprint names first', async () => {
    const { tasks: child, projects: parent } = declared.resources
    const reversed = blueprint({ ...(child && { tasks: child }), ...(parent && { projects: parent }) })
    const world = await createWorld(engine, reversed, [
      orgs,
      projects(),
      key,
      tasks('on update cascade'),
      rows,
    ])
    await world.trip()
  })

  it.each(['', 'on update cascade', ...(engine === 'sqlite' ? ['on update cascade, without rowid'] : [])])(
    'moves a tree whose rows refer to rows of the same table with the tenant: "%s"',
    async (form) => {
      const [action, suffix = ''] = form.split(',')
      const folders = { table: 'folders', organization: 'org_id', rename: { column: 'name' } }
      const world = await createWorld(engine, blueprint({ folders }), [
        orgs,
        `create table folders (org_id integer not null, no integer not null, parent_no integer, name text,
           primary key (org_id, no), unique (org_id, name),
           foreign key (org_id, parent_no) references folders (org_id, no) ${action}) ${suffix}`,
        `insert into folders values (1, 1, null, 'root'), (1, 2, 1, 'left'), (1, 3, 1, 'right'), (1, 4, 3, 'leaf'),
           (1, 5, 4, 'last'), (2, 7, null, 'root'), (2, 8, 7, 'right'), (2, 9, 8, 'leaf'),
           (3, 1, null, 'root'), (3, 2, 1, 'left')`,
      ])
      await world.trip({}, async () => {
        expect(await world.list('select name from folders where org_id = 2 order by no')).toEqual([
          'eng_root',
          'left',
          'eng_right',
          'eng_leaf',
          'last',
          'root',
          'right',
          'leaf',
        ])
        expect(await world.list('select parent_no from folders where org_id = 2 and no < 6')).toHaveLength(5)
        expect(
          await world.list('select no from folders where parent_no is null order by org_id, no'),
        ).toEqual([1, 7, 1])
      })
    },
  )

  it('renames a column that is part of the primary key', async () => {
    const pages = blueprint({ pages: { table: 'pages', organization: 'org_id', rename: { column: 'slug' } } })
    const world = await createWorld(engine, pages, [
      orgs,
      'create table pages (slug text not null, org_id integer not null, body text, primary key (org_id, slug))',
      `insert into pages values ('home', 1, 'a'), ('help', 1, 'b'), ('home', 2, 'c'), ('eng_home', 2, 'd'), ('home', 3, 'e')`,
    ])
    await world.trip({}, async (migration) => {
      expect(migration.renamed).toEqual([
        { resource: 'pages', id: [1, 'home'], from: 'home', to: 'eng_home_2' },
      ])
      expect(await world.list('select body from pages where org_id = 2 order by slug')).toEqual([
        'd',
        'a',
        'b',
        'c',
      ])
    })
  })

  it('holds back whatever hangs on a skipped row by a reference with the tenant', async () => {
    const world = await createWorld(engine, declared, [orgs, projects(), key, tasks(), rows])
    const { plan } = await world.trip({ conflictStrategy: 'skip' }, async () => {
      expect(await world.list('select no from projects where org_id = 1')).toEqual([10])
      expect(await world.list('select task_no from tasks where org_id = 1 order by 1')).toEqual([1, 2])
    })
    expect(plan.skipped.map(({ resource, id }) => [resource, id])).toEqual([
      ['projects', [1, 10]],
      ['tasks', [1, 1]],
      ['tasks', [2, 1]],
    ])
  })

  it('holds back the parent, too, of a row that is skipped, when the reference holds the tenant', async () => {
    const strict = blueprint({
      projects: { table: 'projects', organization: 'org_id' },
      tasks: { table: 'tasks', organization: 'org_id', name: 'title' },
    })
    const world = await createWorld(engine, strict, [
      orgs,
      projects(),
      key,
      tasks('on update cascade'),
      'create unique index tasks_title on tasks (org_id, title)',
      rows.replace("(20, 4, 2, 'd')", "(20, 4, 2, 'c')").replaceAll("'alpha'), (3", "'omega'), (3"),
    ])
    const { plan } = await world.trip({ conflictStrategy: 'skip' }, async () => {
      expect(await world.list('select no from projects where org_id = 1')).toEqual([11])
      expect(await world.list('select task_no from tasks where org_id = 1')).toEqual([3])
    })
    expect(plan.skipped.map(({ resource, id }) => [resource, id])).toEqual([
      ['projects', [1, 11]],
      ['tasks', [3, 1]],
    ])
  })

  it('keeps apart rows of one number in several organizations when it looks again later', async () => {
    const world = await createWorld(engine, declared, [orgs, projects(), key, tasks(), rows])
    const { migration } = await world.migrate()
    await world.fresh.run('delete from tasks where org_id = 2 and task_no = 1')
    const later = await world.resettle.verify(migration.migration_id)
    expect(later).toMatchObject({ ok: true, notes: ['tasks: 1 row was deleted since'] })
  })

  it('gives one settings row per organization to the target only where it has none', async () => {
    const settings = blueprint({ settings: { table: 'settings', organization: 'org_id' } })
    const world = await createWorld(engine, settings, [
      orgs,
      'create table settings (org_id integer primary key, color text)',
      "insert into settings values (1, 'red'), (3, 'green')",
    ])
    await world.trip({}, async () => {
      expect(await world.rows('select * from settings order by 1')).toEqual([
        { org_id: 2, color: 'red' },
        { org_id: 3, color: 'green' },
      ])
    })
    await world.fresh.run("insert into settings values (2, 'blue')")
    expect((await world.plan()).conflicts.settings?.[0]).toMatchObject({
      proposed: null,
      choices: ['keep-target', 'skip'],
      conflict_reason: 'Target organization already has its settings; only one is allowed',
    })
    await world.refusal('plan.undecided')
    await world.trip({ on: { settings: 'keep-target' } })
  })

  it('moves rows whose composite reference goes to the membership of the person', async () => {
    const world = await createWorld(
      engine,
      blueprint(
        { cases: { table: 'cases', organization: 'org_id' } },
        {
          users: { table: 'users', key: 'id', email: 'email' },
          memberships: { resource: 'members', table: 'members', organization: 'org_id', user: 'user_id' },
        },
      ),
      [
        orgs,
        'create table users (id integer primary key, email text)',
        "insert into users values (11, 'a'), (12, 'b'), (13, 'c')",
        'create table members (org_id integer not null, user_id integer not null, primary key (org_id, user_id))',
        'insert into members values (1, 11), (1, 12), (2, 12), (3, 11), (3, 13)',
        `create table cases (id integer primary key, org_id integer not null, assignee integer,
           foreign key (org_id, assignee) references members (org_id, user_id))`,
        'insert into cases values (1, 1, 11), (2, 1, 12), (3, 1, null), (4, 2, 12), (5, 3, 13)',
      ],
    )
    await world.trip({}, async () => {
      expect(await world.list('select user_id from members where org_id = 2 order by 1')).toEqual([11, 12])
      expect(await world.list('select id from cases where org_id = 2 order by 1')).toEqual([1, 2, 3, 4])
    })
  })
})
