/** What each kind of check claims. */
export const checks = {
  moved: 'Everything that moved is in its place',
  returned: 'Everything is back in its place',
  'source-left': 'The source holds only what the plan leaves',
  'target-has': 'Nothing was lost on the way to the target',
  'pointers-left': 'What pointed to the source points to the target',
  bystanders: 'Other organizations are as they were',
  names: 'Every new name is in place',
  roles: 'Everybody has the planned role',
  'roles-left': 'No membership is left in the source but those planned',
  references: 'No reference newly crosses between organizations',
  untouched: 'Nothing else changed anywhere',
}
