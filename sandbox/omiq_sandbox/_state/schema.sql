-- Everything the sandbox remembers but bytes. Times are Unix seconds, whole objects are JSON texts as they were sent.

create table if not exists settings (
  name text primary key,
  value text not null
) strict;

create table if not exists users (
  id integer primary key,
  email text not null unique collate nocase,
  name text not null,
  password_hash text,                         -- null: cannot log in to the GUI, a service account
  secret_key_hash text,                       -- null: has no secret key
  login integer not null default 0,           -- number of the newest login
  last_login_time real,
  preferences text not null default '{}'
) strict;

create table if not exists connections (
  requester_id integer not null references users (id),
  user_id integer not null references users (id),
  state text not null check (state in ('REQUESTED', 'CONNECTED', 'REFUSED')),
  primary key (requester_id, user_id)
) strict, without rowid;

create table if not exists groups (
  id integer primary key,
  name text not null
) strict;

create table if not exists members (
  group_id integer not null references groups (id),
  user_id integer not null references users (id),
  is_admin integer not null default 0,
  is_external integer not null default 0,
  primary key (group_id, user_id)
) strict, without rowid;

create table if not exists datasets (
  id integer primary key,
  display_name text not null,
  metadata text not null default '{}',
  trashed_at real,                            -- null: not in the Trash
  updated_at real not null
) strict;

create table if not exists files (
  id integer primary key,
  dataset_id integer not null references datasets (id) on delete cascade,
  position integer not null,                  -- in the order of registering
  file_name text not null,
  display_name text not null,
  content_type text not null,
  status text not null default 'UNSET',
  reason text,                                -- of a status FAILED
  blob text,                                  -- name of the bytes; null: none arrived yet
  size integer,
  features text not null default '[]',
  event_count integer,
  metadata text not null default '{}',
  updated_at real not null
) strict;
create index if not exists files_of_dataset on files (dataset_id, position);

create table if not exists workflows (
  id integer primary key,
  dataset_id integer not null,                -- outlives the dataset: ignoreDeletedDatasets leaves such workflows out
  name text not null,
  is_template integer not null default 0,
  document text not null,                     -- the whole workflow
  updated_at real not null
) strict;

create table if not exists artifacts (
  workflow_id integer not null references workflows (id) on delete cascade,
  task_id integer not null,
  file text not null,
  blob text not null,
  primary key (workflow_id, task_id, file)
) strict, without rowid;

create table if not exists locks (
  workflow_id integer not null references workflows (id) on delete cascade,
  task_id integer not null,                   -- the task that an export or a computed task stands on
  export_id integer not null,                 -- the export that locks it
  primary key (workflow_id, task_id, export_id)
) strict, without rowid;

create table if not exists policies (
  resource_type text not null check (resource_type in ('DATASET', 'WORKFLOW')),
  resource_id integer not null,
  holder_type text not null check (holder_type in ('USER', 'GROUP')),
  holder_id integer not null,
  role integer not null,                      -- a rights.Role
  primary key (resource_type, resource_id, holder_type, holder_id)
) strict, without rowid;
create index if not exists policies_of_holder on policies (holder_type, holder_id);
create unique index if not exists one_owner on policies (resource_type, resource_id) where role = 3;
create index if not exists workflows_of_dataset on workflows (dataset_id);

create view if not exists roles as            -- the policies, and the READER on its dataset that one on a workflow gives
  select resource_type, resource_id, holder_type, holder_id, role from policies
  union all
  select 'DATASET', workflows.dataset_id, holder_type, holder_id, 1
    from policies join workflows on workflows.id = resource_id where resource_type = 'WORKFLOW';

create view if not exists roles_of_users as   -- those that users hold themselves, and those of their groups
  select resource_type, resource_id, holder_id as user_id, role from roles where holder_type = 'USER'
  union all
  select resource_type, resource_id, members.user_id, role
    from roles join members on members.group_id = holder_id where holder_type = 'GROUP';

create view if not exists holders as
  select 'USER' as holder_type, id as holder_id, name as holder_name from users
  union all
  select 'GROUP', id, name from groups;

create table if not exists long_operations (
  id text primary key,
  user_id integer not null references users (id),
  answer text,                                -- null: still running
  empty_polls integer not null default 0,     -- polls still to be answered that it runs
  updated_at real not null
) strict, without rowid;

create table if not exists transfers (
  id integer primary key,
  dataset_id integer not null,
  document text not null
) strict;

create table if not exists notes (            -- of the endpoints that the sandbox invented
  id integer primary key,
  user_id integer not null references users (id),
  document text not null
) strict;

create table if not exists digests (          -- of blobs that were uploaded or downloaded
  blob text primary key,
  sha256 blob not null
) strict, without rowid;
