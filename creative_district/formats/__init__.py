"""How dates read in a language, where Django's own way is not the portal's."""
