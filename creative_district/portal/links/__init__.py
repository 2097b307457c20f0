"""The addresses elsewhere that records name: are they still there?"""
